package dev.mooring.controlplane.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.store.Task;
import dev.mooring.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkLoopTest {
  private static final Pace PACE =
      new Pace(Duration.ofMillis(400), Duration.ofMillis(50), Duration.ofMillis(50), 3);

  private final MemoryStore store = new MemoryStore();

  @AfterEach
  void close() {
    store.close();
  }

  private WorkLoop start(TaskHandler handler, String... agents) {
    return WorkLoop.start(store.tasks(), Map.of("k", handler), () -> Set.of(agents), PACE);
  }

  @Test
  void tasksAreDoneOnce() {
    var done = new ConcurrentLinkedQueue<String>();
    try (var loop =
        start(claim -> {
          done.add(claim.subject());
          return Outcome.DONE;
        })) {
      for (var subject : List.of("a", "b", "c", "d", "e")) {
        store.tasks().add(Task.now("k", subject));
      }
      await().until(() -> done.size() == 5);
      assertThat(loop).isNotNull();
    }
    assertThat(done).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
  }

  @Test
  void whateverFailsWhileItLooksForWorkIsTriedAgain() {
    var asked = new AtomicInteger();
    var done = new ConcurrentLinkedQueue<String>();
    store.tasks().add(Task.now("k", "a"));
    TaskHandler handler =
        claim -> {
          done.add(claim.subject());
          return Outcome.DONE;
        };
    try (var loop =
        WorkLoop.start(
            store.tasks(),
            Map.of("k", handler),
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time");
              }
              return Set.of();
            },
            PACE)) {
      await().until(() -> !done.isEmpty());
      assertThat(loop).isNotNull();
    }
  }

  @Test
  void aTaskOfAnAgentWaitsForItsTunnel() {
    var done = new ConcurrentLinkedQueue<String>();
    store.tasks().add(Task.now("k", "elsewhere", "agent-2"));
    store.tasks().add(Task.now("k", "here", "agent-1"));
    try (var loop =
        start(
            claim -> {
              done.add(claim.subject());
              return Outcome.DONE;
            },
            "agent-1")) {
      await().until(() -> !done.isEmpty());
      assertThat(loop).isNotNull();
    }
    assertThat(done).containsExactly("here");
  }

  @Test
  void whatFailsIsTriedAgain() {
    var tries = new AtomicInteger();
    store.tasks().add(Task.now("k", "a"));
    try (var loop =
        start(claim -> {
          if (tries.incrementAndGet() == 1) {
            throw new IOException("the first time");
          }
          return Outcome.DONE;
        })) {
      await().until(() -> tries.get() == 2);
      assertThat(loop).isNotNull();
    }
  }

  @Test
  void noMoreRunAtOnceThanMay() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var gate = new CountDownLatch(1);
    for (var subject = 0; subject < 6; subject++) {
      store.tasks().add(Task.now("k", "s" + subject));
    }
    var done = new AtomicInteger();
    try (var loop =
        start(claim -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          gate.await();
          running.decrementAndGet();
          done.incrementAndGet();
          return Outcome.DONE;
        })) {
      await().until(() -> running.get() == 3);
      gate.countDown();
      await().until(() -> done.get() == 6);
      assertThat(loop).isNotNull();
    }
    assertThat(most).hasValue(3);
  }

  @Test
  void theClaimIsKeptAsLongAsTheWorkTakes() {
    var starts = new AtomicInteger();
    var gate = new CountDownLatch(1);
    store.tasks().add(Task.now("k", "long"));
    try (var loop =
        start(claim -> {
          starts.incrementAndGet();
          gate.await();
          return Outcome.DONE;
        })) {
      await().until(() -> starts.get() == 1);
      // Longer than the lease; a second claim in that time would be a second start.
      await()
          .during(Duration.ofMillis(600))
          .until(() -> store.tasks().claim(Set.of("k"), Set.of(), PACE.lease(), 1).isEmpty());
      gate.countDown();
      assertThat(loop).isNotNull();
    }
    assertThat(starts).hasValue(1);
  }

  @Test
  void whoHasLostTheClaimIsInterrupted() {
    var interrupted = new AtomicBoolean();
    var pace = new Pace(Duration.ofMillis(100), Duration.ofMillis(99), Duration.ofMillis(50), 1);
    var started = new CountDownLatch(1);
    store.tasks().add(Task.now("k", "a"));
    try (var loop =
        WorkLoop.start(
            new Losing(store.tasks()),
            Map.of(
                "k",
                claim -> {
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException lost) {
                    interrupted.set(true);
                    throw lost;
                  }
                  return Outcome.DONE;
                }),
            Set::of,
            pace)) {
      await().until(() -> started.getCount() == 0);
      await().untilTrue(interrupted);
      assertThat(loop).isNotNull();
    }
  }

  @Test
  void anOutageOfTheStoreIsWaitedOut() {
    var done = new AtomicInteger();
    var flaky = new Flaky(store.tasks(), 3);
    store.tasks().add(Task.now("k", "a"));
    try (var loop =
        WorkLoop.start(
            flaky,
            Map.of(
                "k",
                claim -> {
                  done.incrementAndGet();
                  return Outcome.DONE;
                }),
            Set::of,
            PACE)) {
      await().until(() -> done.get() == 1);
      assertThat(loop).isNotNull();
    }
  }

  @Test
  void backoffGrowsFromOneSecondToAMinute() {
    assertThat(Backoff.after(1, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Backoff.after(1, 1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Backoff.after(3, 0.5)).isEqualTo(Duration.ofSeconds(6));
    assertThat(Backoff.after(50, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(Backoff.after(50, 1)).isEqualTo(Duration.ofSeconds(60));
  }
}
