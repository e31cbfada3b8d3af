package dev.mooring.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.cluster.ClusterException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PassLoopTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO, 1);

  private final Semaphore changed = new Semaphore(0);
  private final AtomicInteger passes = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean may = new AtomicBoolean(true);
  private final List<Boolean> ends = new CopyOnWriteArrayList<>();
  private Thread thread = new Thread();

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run(Duration recheck, PassLoop.Pass pass) {
    var loop = new PassLoop(changed, this::pace, recheck, may::get, (_, whole) -> ends.add(whole));
    thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                loop.run(() -> {
                  passes.incrementAndGet();
                  return pass.make();
                });
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private Pace pace() {
    asked.incrementAndGet();
    return AT_ONCE;
  }

  @Test
  void manyChangesAreOnePass() {
    changed.release(100);
    run(NEVER, () -> false);
    await().until(() -> ends.size() == 1);
    changed.release();
    await().until(() -> ends.size() == 2);
    assertThat(passes).hasValue(2);
    assertThat(asked).as("the pace may be another for each").hasValue(2);
    assertThat(changed.availablePermits()).isZero();
  }

  @Test
  void looksAgainSoonWhenAPassWantsIt() {
    changed.release();
    run(NEVER, () -> passes.get() < 3);
    await().until(() -> passes.get() == 3);
  }

  @Test
  void looksAgainWhenNothingHappens() {
    run(Duration.ofMillis(10), () -> false);
    await().until(() -> passes.get() > 2);
  }

  @Test
  void aPassThatFailsIsTold() {
    changed.release();
    run(
        NEVER,
        () -> {
          throw new ClusterException(ClusterException.Code.API, "gone", new Exception());
        });
    await().until(() -> ends.equals(List.of(false)));
  }

  @Test
  void whoMayNotPassAsksAgain() {
    may.set(false);
    changed.release();
    run(NEVER, () -> false);
    await().until(() -> changed.availablePermits() == 0);
    assertThat(passes).hasValue(0);
    may.set(true);
    await().until(() -> passes.get() == 1);
  }
}
