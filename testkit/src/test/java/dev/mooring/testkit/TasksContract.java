package dev.mooring.testkit;

import static dev.mooring.testkit.Fixtures.LONG;
import static dev.mooring.testkit.Fixtures.SHORT;
import static dev.mooring.testkit.Fixtures.claim;
import static dev.mooring.testkit.Fixtures.claimed;
import static dev.mooring.testkit.Fixtures.fence;
import static dev.mooring.testkit.Fixtures.stored;
import static dev.mooring.testkit.Fixtures.unique;
import static dev.mooring.testkit.Fixtures.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link dev.mooring.store.Tasks} promises. */
interface TasksContract {
  Store store();

  /** Waits until someone else's lease has ended. */
  private Claim claimOnceFree(String kind) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> claim(store(), kind, LONG), Optional::isPresent)
        .orElseThrow();
  }

  @Test
  default void aTaskIsClaimedOnce() {
    var kind = unique("k");
    var claim = claimed(store(), kind, LONG);
    assertThat(claim.attempts()).isEqualTo(1);
    assertThat(claim(store(), kind, LONG)).isEmpty();
    assertThat(claim(store(), unique("k"), LONG)).isEmpty();
  }

  @Test
  default void eightThreadsShareTasksWithoutOverlap() throws Exception {
    var kind = unique("k");
    IntStream.range(0, 100).forEach(i -> store().tasks().add(Task.now(kind, "s" + i)));
    Callable<List<Claim>> drain =
        () -> {
          var mine = new ArrayList<Claim>();
          while (mine.addAll(store().tasks().claim(Set.of(kind), Set.of(), LONG, 3))) {
            // Until there are no more.
          }
          return mine;
        };
    var all = new ArrayList<Claim>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var some : threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> drain).toList())) {
        all.addAll(some.get());
      }
    }
    assertThat(all).hasSize(100);
    assertThat(all.stream().map(Claim::subject).collect(Collectors.toSet())).hasSize(100);
    assertThat(all.stream().map(Claim::token).collect(Collectors.toSet())).hasSize(100);
  }

  @Test
  default void whenTheLeaseEndsAnotherClaimsAndTheFirstIsFencedOff() {
    var kind = unique("k");
    var id = workspace();
    stored(store(), id);
    var old = claimed(store(), kind, SHORT);
    var newer = claimOnceFree(kind);
    assertThat(newer.token()).isGreaterThan(old.token());
    assertThat(newer.attempts()).isEqualTo(2);
    var resources = store().resources();
    assertThat(resources.report(fence(old), id, row -> Optional.of(Draft.of(row)))).isEmpty();
    assertThat(resources.remove(fence(old), id)).isFalse();
    assertThat(store().tasks().renew(old, LONG)).isFalse();
    assertThat(store().tasks().retry(old, Duration.ZERO)).isFalse();
    assertThat(store().tasks().finish(old)).isFalse();
    assertThat(resources.report(fence(newer), id, row -> Optional.of(Draft.of(row)))).isPresent();
    assertThat(store().tasks().finish(newer)).isTrue();
  }

  @Test
  default void anExpiredClaimHoldsUntilAnotherClaims() {
    var kind = unique("k");
    var claim = claimed(store(), kind, Duration.ZERO);
    assertThat(store().tasks().renew(claim, LONG)).isTrue();
    assertThat(claim(store(), kind, LONG)).isEmpty();
  }

  @Test
  default void theTokenGrowsBeyondTheTasksEnd() {
    var kind = unique("k");
    var id = workspace();
    stored(store(), id);
    var first = claimed(store(), kind, LONG);
    assertThat(store().tasks().finish(first)).isTrue();
    assertThat(store().tasks().finish(first)).isFalse();
    var second = claimed(store(), kind, LONG);
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(second.attempts()).isEqualTo(1);
    assertThat(store().resources().report(fence(first), id, row -> Optional.of(Draft.of(row))))
        .isEmpty();
  }

  @Test
  default void aClaimGivenBackIsNoFence() {
    var id = workspace();
    stored(store(), id);
    var claim = claimed(store(), unique("k"), LONG);
    assertThat(store().tasks().retry(claim, LONG)).isTrue();
    assertThat(store().resources().report(fence(claim), id, row -> Optional.of(Draft.of(row))))
        .isEmpty();
  }

  @Test
  default void whatIsAddedWhileClaimedIsDueAgainAfterwards() {
    var kind = unique("k");
    var claim = claimed(store(), kind, LONG);
    store().tasks().add(Task.now(kind, "subject"));
    assertThat(claim(store(), kind, LONG)).isEmpty();
    assertThat(store().tasks().finish(claim)).isTrue();
    var again = claim(store(), kind, LONG).orElseThrow();
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(store().tasks().finish(again)).isTrue();
    assertThat(claim(store(), kind, LONG)).isEmpty();
  }

  /** Those who ask lock rows and tasks too; whoever locks them in another order would be stuck. */
  @Test
  default void askingAndReportingAtOnceLosesNothing() throws Exception {
    var kind = unique("k");
    var id = workspace();
    stored(store(), id);
    var task = Task.now(kind, "subject");
    Callable<Boolean> ask =
        () ->
            store()
                .resources()
                .ask(id, row -> row.map(there -> Draft.of(there).withTasks(task)))
                .isPresent();
    Callable<Boolean> work =
        () -> {
          for (var claim : store().tasks().claim(Set.of(kind), Set.of(), LONG, 1)) {
            store()
                .resources()
                .report(fence(claim), id, row -> Optional.of(Draft.of(row).withTasks(task)));
            store().tasks().finish(claim);
          }
          return true;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = IntStream.range(0, 32).mapToObj(i -> i % 2 == 0 ? ask : work).toList();
      for (var done : threads.invokeAll(calls)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(store().resources().find(id).orElseThrow().generation()).isEqualTo(17);
    assertThat(claim(store(), kind, LONG)).isPresent();
  }

  @Test
  default void addingATaskBringsItForwardAndNeverBack() {
    var kind = unique("k");
    var later = new Task(kind, "subject", Optional.empty(), LONG);
    store().tasks().add(later);
    assertThat(claim(store(), kind, LONG)).isEmpty();
    store().tasks().add(Task.now(kind, "subject"));
    store().tasks().add(later);
    assertThat(claim(store(), kind, LONG)).isPresent();
  }

  @Test
  default void aRetryWaitsAndCounts() {
    var kind = unique("k");
    var first = claimed(store(), kind, LONG);
    assertThat(store().tasks().retry(first, SHORT)).isTrue();
    var second = claimOnceFree(kind);
    assertThat(second.attempts()).isEqualTo(2);
    store().tasks().add(Task.now(kind, "subject"));
    assertThat(store().tasks().retry(second, LONG)).isTrue();
    assertThat(claim(store(), kind, LONG).orElseThrow().attempts()).isEqualTo(3);
  }

  @Test
  default void delayedTasksAreClaimedTheLongestDueFirst() {
    var kind = unique("k");
    store().tasks().add(new Task(kind, "later", Optional.empty(), SHORT));
    store().tasks().add(Task.now(kind, "now"));
    await()
        .until(() -> store().tasks().claim(Set.of(kind), Set.of(), Duration.ZERO, 2).size() == 2);
    var both = unique("k");
    store().tasks().add(Task.now(both, "first"));
    store().tasks().add(Task.now(both, "second"));
    assertThat(claim(store(), both, LONG).orElseThrow().subject()).isEqualTo("first");
  }

  @Test
  default void tasksOfAnAgentGoToWhoHasItsTunnel() {
    var kind = unique("k");
    store().tasks().add(Task.now(kind, "mine", "agent-a"));
    store().tasks().add(Task.now(kind, "others", "agent-b"));
    store().tasks().add(Task.now(kind, "anyone's"));
    var claims = store().tasks().claim(Set.of(kind), Set.of("agent-a"), LONG, 10);
    assertThat(claims).extracting(Claim::subject).containsExactly("mine", "anyone's");
    assertThat(claims.getFirst().agent()).contains("agent-a");
    assertThat(store().tasks().claim(Set.of(kind), Set.of("agent-b"), LONG, 10)).hasSize(1);
  }

  @Test
  default void waitingEndsWhenATaskIsAdded() throws Exception {
    var kind = unique("k");
    assertThat(claim(store(), kind, LONG)).isEmpty();
    var started = System.nanoTime();
    var waiting =
        CompletableFuture.supplyAsync(() -> {
          while (true) {
            try {
              store().tasks().await(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            var claim = claim(store(), kind, LONG);
            if (claim.isPresent()) {
              return claim.get();
            }
          }
        });
    store().tasks().add(Task.now(kind, "subject"));
    assertThat(waiting.get().subject()).isEqualTo("subject");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  default void waitingEndsWhenATaskBecomesDue() throws Exception {
    var kind = unique("k");
    store().tasks().add(new Task(kind, "subject", Optional.empty(), Duration.ofMillis(200)));
    var started = System.nanoTime();
    var claim = claim(store(), kind, LONG);
    while (claim.isEmpty()) {
      store().tasks().await(Duration.ofSeconds(30));
      claim = claim(store(), kind, LONG);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isBetween(Duration.ofMillis(100), Duration.ofSeconds(10));
  }

  @Test
  default void waitingEndsWhenItsTimeHasPassed() throws Exception {
    var started = System.nanoTime();
    store().tasks().await(Duration.ofMillis(20));
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
  }
}
