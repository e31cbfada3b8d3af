package dev.mooring.agent.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.agent.metrics.Metrics;
import dev.mooring.cluster.scheduling.GangCluster.Volumes;
import dev.mooring.crd.GangWait;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GangSchedulerTest {
  private final FakeGangCluster cluster = new FakeGangCluster();
  private Instant now = Instant.parse("2026-11-23T10:00:00Z");
  private final InstantSource clock = () -> now;
  private boolean leads = true;
  private int plans;
  private Duration planning = Duration.ZERO;
  private Ahead ahead = new Ahead();
  private final Metrics metrics = new Metrics();
  private final SchedulerMetrics counting = new SchedulerMetrics(metrics);

  private GangScheduler scheduler() {
    return scheduler(Runnable::run);
  }

  /** One whose starts are written by somebody else. */
  private GangScheduler scheduler(Executor starts) {
    ahead = new Ahead();
    Executor atOnce = Runnable::run;
    var starting =
        new Starting(
            cluster,
            clock,
            ahead,
            new Pauses(),
            binds -> binds.forEach(Runnable::run),
            () -> leads,
            counting);
    return new GangScheduler(
        cluster,
        clock,
        () -> {
          plans++;
          now = now.plus(planning);
          return Settings.DEFAULT;
        },
        new GangScheduler.Writers(atOnce, starts, () -> {}, new Throttle()),
        starting,
        new Explaining(cluster, starting, clock, atOnce));
  }

  /** Passes until nothing changes any more, another scheduler after each death. */
  private void settle() {
    settleWith(scheduler());
  }

  private void settleWith(GangScheduler first) {
    var scheduler = first;
    // That a plan is history is written once nothing has started for a pass.
    for (var quiet = 0; quiet < 3; ) {
      var before = cluster.writes();
      try {
        scheduler.pass();
      } catch (FakeGangCluster.KilledException killed) {
        scheduler = scheduler();
      }
      assertThat(cluster.overcommitted()).isEmpty();
      quiet = before == cluster.writes() ? quiet + 1 : 0;
    }
  }

  @Test
  void aGangWithoutPodsIsToldThatItMayStartOnceItIsClearThatTheyDoNotComeByThemselves() {
    cluster.addNode("a", 1000);
    var gang = cluster.addGroup("g", 2, 0);
    var scheduler = scheduler();
    assertThat(scheduler.pass()).as("looks again soon").isTrue();
    assertThat(cluster.status(gang).phase()).isNull();
    now = now.plusMillis(300);
    scheduler.pass();
    assertThat(cluster.status(gang).phase()).isEqualTo(PodGroupPhase.INQUEUE);
  }

  @Test
  void aGangWhosePodsAreMadeUnaskedIsToldSoOnlyIfTheyDoNotCome() {
    cluster.addNode("a", 1000);
    var gang = cluster.addGroup("g", 2, 0);
    cluster.unasked(gang);
    var scheduler = scheduler();
    scheduler.pass();
    now = now.plusMillis(9900);
    assertThat(scheduler.pass()).as("looks again soon").isFalse();
    assertThat(cluster.status(gang).phase()).isNotEqualTo(PodGroupPhase.INQUEUE);
    now = now.plusMillis(200);
    scheduler.pass();
    assertThat(cluster.status(gang).phase()).isEqualTo(PodGroupPhase.INQUEUE);
  }

  @Test
  void aGangBehindOthersWhosePodsAreMadeIsNotSaidToLackItsOwnForAWhile() {
    cluster.addNode("a", 10_000);
    var behind = cluster.addGroup("behind", 2, 0);
    cluster.unasked(behind);
    var crowd = cluster.addGroup("crowd", 100, 0);
    cluster.unasked(crowd);
    var other = cluster.addGroup("other", 100, 0);
    cluster.unasked(other);
    var scheduler = scheduler();
    for (var second = 0; second < 10; second++) {
      cluster.addPod(crowd, "crowd-" + second, 10);
      cluster.addPod(other, "other-" + second, 10);
      scheduler.pass();
      assertThat(cluster.status(behind).reason()).isNull();
      now = now.plusMillis(999);
    }
    cluster.addPod(crowd, "crowd-10", 10);
    cluster.addPod(other, "other-10", 10);
    now = now.plusMillis(10);
    scheduler.pass();
    assertThat(cluster.status(behind).reason()).isNotNull();
  }

  @Test
  void whilePodsAreMadeTheMostUrgentGangStartsAlone() {
    cluster.addNode("a", 1000);
    cluster.addGang("low", 2, 100, 0);
    cluster.addGang("later", 2, 100, 0);
    cluster.addPod(cluster.addGroup("made", 9, 0), "made-0", 100);
    var starts = new ArrayList<Runnable>();
    var scheduler = scheduler(starts::add);
    scheduler.pass();
    assertThat(starts).hasSize(1);
    cluster.addGang("high", 2, 100, 1);
    assertThat(scheduler.pass()).as("looks again soon").isTrue();
    assertThat(starts).hasSize(1);
    starts.getFirst().run();
    scheduler.pass();
    starts.getLast().run();
    assertThat(starts).hasSize(2);
    assertThat(cluster.binds()).hasSize(4).last().asString().contains("high");
  }

  @Test
  void whileAllThatWaitStartNothingIsPlannedForASecond() {
    cluster.addNode("a", 1000);
    cluster.addGang("first", 2, 100);
    var starts = new ArrayList<Runnable>();
    var scheduler = scheduler(starts::add);
    scheduler.pass();
    assertThat(plans).isEqualTo(1);
    now = now.plusMillis(999);
    assertThat(scheduler.pass()).as("looks again soon").isTrue();
    assertThat(plans).isEqualTo(1);

    cluster.addGang("second", 2, 100);
    scheduler.pass();
    assertThat(plans).as("there is something to decide").isEqualTo(2);
    assertThat(starts).hasSize(2);
    now = now.plusMillis(1000);
    scheduler.pass();
    assertThat(plans).as("queues and nodes may have changed").isEqualTo(3);

    starts.forEach(Runnable::run);
    scheduler.pass();
    assertThat(plans).as("what was planned is history").isGreaterThan(3);
  }

  @Test
  void aGangThatHasLostAPodWhileOthersStartIsPlannedAtOnce() {
    cluster.addNode("a", 1000);
    var running = cluster.addGang("running", 2, 100);
    var starts = new ArrayList<Runnable>();
    var scheduler = scheduler(starts::add);
    scheduler.pass();
    starts.forEach(Runnable::run);
    cluster.addGang("starting", 2, 100);
    scheduler.pass();
    var before = plans;
    scheduler.pass();
    assertThat(plans).isEqualTo(before);
    cluster.removePod("running-1");
    scheduler.pass();
    assertThat(plans).isEqualTo(before + 1);
    assertThat(cluster.seated(running)).isEqualTo(1);
  }

  @Test
  void whereManyPodsAreSeenLateAGroupIsNotToldForAWhileThatItsOwnMayCome() {
    cluster.addNode("a", 100_000);
    var late = cluster.addGroup("late", 2, 0);
    var scheduler = scheduler();
    for (var tenth = 0; tenth < 30; tenth++) {
      cluster.addGang("flood-" + tenth, 33, 10);
      scheduler.pass();
      assertThat(cluster.status(late).phase()).isNull();
      now = now.plusMillis(100);
    }
    cluster.addGang("flood", 33, 10);
    // The first one says what it lacks.
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.status(late).phase()).isEqualTo(PodGroupPhase.INQUEUE);
  }

  @Test
  void thatManyPodsWereSeenLateCountsHoweverLongItTakesToPlan() {
    cluster.addNode("a", 100_000);
    var late = cluster.addGroup("late", 2, 0);
    var scheduler = scheduler();
    scheduler.pass();
    now = now.plusMillis(100);
    planning = Duration.ofMillis(400);
    cluster.addGang("flood", 33, 10);
    scheduler.pass();
    assertThat(cluster.status(late).phase()).isNull();
    scheduler.pass();
    assertThat(cluster.status(late).phase()).isEqualTo(PodGroupPhase.INQUEUE);
  }

  @Test
  void onceNoMorePodsComeAGroupIsToldThatItsOwnMayAsSoonAsEver() {
    cluster.addNode("a", 100_000);
    cluster.addGang("flood", 33, 10);
    var late = cluster.addGroup("late", 2, 0);
    var scheduler = scheduler();
    scheduler.pass();
    now = now.plusMillis(299);
    scheduler.pass();
    assertThat(cluster.status(late).phase()).isNull();
    now = now.plusMillis(1);
    scheduler.pass();
    assertThat(cluster.status(late).phase()).isEqualTo(PodGroupPhase.INQUEUE);
  }

  @Test
  void volumesAreLookedAtInTimeAlsoWhileAllElseStarts() {
    cluster.addNode("a", 1000);
    cluster.volumesAre(new Volumes.UnderWay());
    cluster.addGang("mounting", 2, 100);
    var starts = new ArrayList<Runnable>();
    var scheduler = scheduler(starts::add);
    scheduler.pass();
    starts.removeFirst().run();
    cluster.addGang("starting", 2, 100);
    scheduler.pass();
    assertThat(starts).hasSize(1);
    now = now.plusMillis(250);
    scheduler.pass();
    assertThat(starts).as("a second look at the volumes").hasSize(2);
  }

  @Test
  void aGangThatLacksPodsWhereNoneAreMadeIsSaidToAfterThreeSeconds() {
    cluster.addNode("a", 1000);
    var gang = cluster.addGroup("g", 2, 0);
    cluster.unasked(gang);
    var scheduler = scheduler();
    scheduler.pass();
    now = now.plusMillis(2999);
    scheduler.pass();
    assertThat(cluster.status(gang).reason()).isNull();
    now = now.plusMillis(1);
    scheduler.pass();
    assertThat(cluster.status(gang).reason()).isNotNull();
  }

  /** More writes than all three gangs take, so that the last run is not killed. */
  static List<Integer> writes() {
    return IntStream.rangeClosed(1, 40).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("writes")
  void killedAfterAnyWriteEachGangIsStillPlacedWholeAndOnce(int writes) {
    cluster.addNode("a", 1000);
    cluster.addNode("b", 1000);
    cluster.addNode("c", 1000);
    var waiting =
        new ArrayList<>(
            List.of(
                cluster.addGang("first", 3, 1000),
                cluster.addGang("second", 3, 1000),
                cluster.addGang("third", 3, 1000)));
    cluster.killAfterWrites(writes);
    while (!waiting.isEmpty()) {
      settle();
      assertThat(waiting.stream().filter(gang -> cluster.seated(gang) == 3)).hasSize(1);
      assertThat(waiting.stream().filter(gang -> cluster.seated(gang) == 0))
          .hasSize(waiting.size() - 1);
      var running = waiting.stream().filter(gang -> cluster.seated(gang) == 3).findFirst();
      assertThat(cluster.status(running.orElseThrow()).plan()).as("the plan is history").isNull();
      waiting.remove(running.orElseThrow());
      cluster.end(running.orElseThrow());
    }
    assertThat(cluster.binds()).hasSize(9).doesNotHaveDuplicates();
    assertThat(cluster.evictions()).isEmpty();
  }

  @Test
  void oldestGangComesFirst() {
    cluster.addNode("a", 2000);
    var first = cluster.addGang("z-first", 2, 1000);
    var second = cluster.addGang("a-second", 2, 1000);
    settle();
    assertThat(cluster.seated(first)).isEqualTo(2);
    assertThat(cluster.seated(second)).isZero();
  }

  @Test
  void reasonIsSaidWhileItWaitsAndClearedWhenItRuns() {
    cluster.addNode("a", 1000);
    var gang = cluster.addGang("g", 2, 1000);
    settle();
    assertThat(cluster.seated(gang)).isZero();
    assertThat(Objects.requireNonNull(cluster.status(gang).reason()).message())
        .startsWith("1 of 2 members fit now")
        .contains("1 cpu");
    assertThat(cluster.status(gang).waiting())
        .isEqualTo(
            new GangWait(
                2, 1, 1, List.of(new GangWait.Shortage("cpu", new Quantity("1"), 1, 1)), null));
    assertThat(conditions(gang)).containsExactly("Unschedulable=True", "Scheduled=False");
    cluster.addNode("b", 1000);
    settle();
    var status = cluster.status(gang);
    assertThat(status.phase()).isEqualTo(PodGroupPhase.RUNNING);
    assertThat(Stream.of(status.plan(), status.reason(), status.waiting())).containsOnlyNulls();
    assertThat(conditions(gang)).containsExactly("Unschedulable=False", "Scheduled=True");
  }

  private List<String> conditions(GangId gang) {
    return cluster.status(gang).conditions().stream()
        .map(condition -> condition.type() + "=" + condition.status())
        .toList();
  }

  @Test
  void whereNothingChangedNothingIsWritten() {
    cluster.addNode("a", 2000);
    cluster.addGang("runs", 2, 1000);
    cluster.addGang("waits", 2, 1000);
    settle();
    var before = cluster.writes();
    scheduler().pass();
    assertThat(cluster.writes()).isEqualTo(before);
  }

  @Test
  void viewThatLagsBehindTheOwnBindsOvercommitsNothing() {
    cluster.addNode("a", 2000);
    var first = cluster.addGang("first", 2, 1000);
    cluster.addGang("second", 2, 1000);
    var scheduler = scheduler();
    cluster.freeze();
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.overcommitted()).isEmpty();
    cluster.thaw();
    settle();
    assertThat(cluster.seated(first)).isEqualTo(2);
    assertThat(cluster.binds()).hasSize(2);
  }

  @Test
  void planWhoseNodeIsGoneIsForgottenBeforeAnythingIsBound() {
    var gang = plannedOn("a", "b");
    cluster.removeNode("b");
    settle();
    assertThat(cluster.seated(gang)).isZero();
    assertThat(cluster.status(gang).plan()).isNull();
    assertThat(cluster.status(gang).reason()).isNotNull();
    cluster.addNode("c", 1000);
    settle();
    assertThat(cluster.seated(gang)).isEqualTo(2);
  }

  @Test
  void sinceWhenItWaitedStandsWithItsSeatsAndOutlivesAPlanThatIsGivenUp() {
    var gang = plannedOn("a", "b");
    var since = Instant.parse("2026-11-23T09:00:00Z");
    assertThat(cluster.status(gang).plan()).isNotNull();
    assertThat(cluster.status(gang).waitingSince()).isEqualTo(since);
    cluster.removeNode("b");
    settle();
    assertThat(cluster.status(gang).plan()).isNull();
    assertThat(cluster.status(gang).waitingSince()).isEqualTo(since);
  }

  /** Or it could be evicted as if it had just come. */
  @Test
  void aGangThatReplacesOnePodHasWaitedForItsSeatsAsLongAsBefore() {
    cluster.addNode("a", 1000);
    var gang = cluster.addGang("g", 2, 100);
    settle();
    var since = cluster.status(gang).waitingSince();
    assertThat(since).isNotNull();
    cluster.removePod("g-1");
    cluster.podsMade(now);
    cluster.addPod(gang, "g-1", 100);
    settle();
    assertThat(cluster.seated(gang)).isEqualTo(2);
    assertThat(cluster.status(gang).waitingSince()).isEqualTo(since);
    List.of("g-0", "g-1").forEach(cluster::removePod);
    List.of("g-0", "g-1").forEach(pod -> cluster.addPod(gang, pod, 100));
    settle();
    assertThat(cluster.status(gang).waitingSince()).as("all were made anew").isEqualTo(now);
  }

  @Test
  void halfAGangGetsAnotherNodeForTheOtherHalf() {
    var gang = boundByHalf();
    cluster.removeNode(freeNode());
    cluster.addNode("c", 1000);
    settle();
    assertThat(cluster.seated(gang)).isEqualTo(2);
    assertThat(cluster.evictions()).isEmpty();
  }

  @Test
  void halfAGangWithoutPlaceForTheOtherHalfIsStopped() {
    var gang = boundByHalf();
    cluster.removeNode(freeNode());
    settle();
    assertThat(cluster.seated(gang)).isZero();
    assertThat(cluster.evictions()).hasSize(1);
    assertThat(cluster.status(gang).plan()).isNull();
  }

  @Test
  void statusesThatAreNotSeenYetCountAlsoWhileAnotherGangsPlanStands() {
    plannedOn("a", "b");
    cluster.addNode("c", 1000);
    cluster.addGang("h", 1, 1000);
    var scheduler = scheduler();
    cluster.freeze();
    cluster.see().groups().stream()
        .filter(group -> group.id().name().equals("g"))
        .forEach(group -> cluster.fence(group.waiting().getFirst().member().id()));
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.binds()).contains("h-0");
    now = now.plusSeconds(6);
    scheduler.pass();
    assertThat(ahead.over(cluster.see()).groups())
        .filteredOn(group -> group.id().name().equals("h"))
        .extracting(group -> group.status().phase())
        .containsExactly(PodGroupPhase.RUNNING);
  }

  @Test
  void whoMayNotLeadAnyMoreBindsNothing() {
    cluster.addNode("a", 2000);
    var gang = cluster.addGang("g", 2, 1000);
    leads = false;
    var scheduler = scheduler();
    scheduler.pass();
    assertThat(cluster.seated(gang)).isZero();
    assertThat(cluster.status(gang).plan()).as("for whoever leads now").isNotNull();
    leads = true;
    scheduler.pass();
    assertThat(cluster.seated(gang)).as("the lease was renewed late").isEqualTo(2);
  }

  @Test
  void aGangWhoseVolumesAreGoneGivesItsRoomBackAndIsTriedEverLessOften() {
    cluster.addNode("a", 2000);
    var gang = cluster.addGang("g", 2, 1000);
    cluster.volumesAre(new Volumes.Missing("claim c has no free volume on a"));
    var scheduler = scheduler();
    var tries = new ArrayList<Long>();
    var began = now;
    for (var pass = 0; pass < 1000; pass++) {
      var before = cluster.prepared().size();
      scheduler.pass();
      if (cluster.prepared().size() > before) {
        tries.add(Duration.between(began, now).toMillis());
      }
      now = now.plusMillis(100);
    }
    assertThat(tries).containsExactly(0L, 1000L, 3000L, 7000L, 15_000L, 31_000L, 63_000L);
    var status = cluster.status(gang);
    assertThat(status.plan()).isNull();
    assertThat(Objects.requireNonNull(status.reason()).message())
        .isEqualTo("Seats were found, but claim c has no free volume on a");
    assertThat(cluster.explanations(gang)).containsOnly(status.reason().message());
    var writes = cluster.writes();
    scheduler.pass();
    assertThat(cluster.writes()).as("nothing is written while it pauses").isEqualTo(writes);

    cluster.volumesAre(new Volumes.Ready());
    var other = cluster.addGang("other", 2, 1000);
    scheduler.pass();
    assertThat(cluster.seated(other)).as("has the room meanwhile").isEqualTo(2);
    cluster.end(other);
    now = now.plusSeconds(60);
    settle();
    assertThat(cluster.seated(gang)).isEqualTo(2);
  }

  @Test
  void seatsAreHeldWhileVolumesAreMadeAndItIsLookedEverLessOften() {
    cluster.addNode("a", 2000);
    var gang = cluster.addGang("g", 2, 1000);
    cluster.volumesAre(new Volumes.UnderWay());
    var scheduler = scheduler();
    scheduler.pass();
    var other = cluster.addGang("other", 2, 1000);
    for (var pass = 0; pass < 10; pass++) {
      scheduler.pass();
    }
    assertThat(cluster.prepared()).hasSize(1);
    assertThat(cluster.status(gang).plan()).isNotNull();
    for (var second = 0; second < 60; second++) {
      now = now.plusSeconds(1);
      scheduler.pass();
    }
    assertThat(cluster.prepared()).hasSizeBetween(10, 20).allMatch(pod -> pod.startsWith("g-"));
    assertThat(cluster.seated(other)).isZero();
    cluster.volumesAre(new Volumes.Ready());
    now = now.plusSeconds(6);
    settleWith(scheduler);
    assertThat(cluster.seated(gang)).isEqualTo(2);
    assertThat(cluster.status(gang).phase()).isEqualTo(PodGroupPhase.RUNNING);
  }

  @Test
  void aPodWithoutAGroupKeepsTheNodeWhereItsVolumesAreMade() {
    now = Instant.parse("2026-11-23T09:00:00Z");
    cluster.addNode("a", 1000);
    cluster.volumesAre(new Volumes.UnderWay());
    var single = cluster.addSingle("single", 1000);
    var scheduler = scheduler();
    scheduler.pass();
    var urgent = cluster.addGang("urgent", 1, 1000, 10);
    for (var second = 0; second < 10; second++) {
      now = now.plusSeconds(6);
      scheduler.pass();
    }
    assertThat(cluster.prepared()).hasSize(11).containsOnly("single");
    cluster.removeNode("a");
    cluster.addNode("b", 1000);
    now = now.plusSeconds(6);
    scheduler.pass();
    assertThat(cluster.prepared())
        .as("a seat that does not hold is anybody's")
        .endsWith("urgent-0");
    cluster.volumesAre(new Volumes.Ready());
    now = now.plusSeconds(6);
    settleWith(scheduler);
    assertThat(cluster.seated(urgent)).isEqualTo(1);
    assertThat(cluster.seated(single)).isZero();
  }

  @Test
  void volumesThatAreNotMadeForTenMinutesHoldNoRoom() {
    cluster.addNode("a", 2000);
    var gang = cluster.addGang("g", 2, 1000);
    cluster.volumesAre(new Volumes.UnderWay());
    var scheduler = scheduler();
    scheduler.pass();
    now = now.plusSeconds(601);
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.status(gang).plan()).isNull();
    assertThat(Objects.requireNonNull(cluster.status(gang).reason()).code())
        .isEqualTo("VolumeUnavailable");
  }

  @Test
  void aGangThatComesFirstTakesTheRoomOfAnotherAsAWhole() {
    cluster.addNode("a", 2000);
    var low = cluster.addGang("low", 2, 1000, 0);
    settle();
    var high = cluster.addGang("high", 2, 1000, 10);
    settle();
    assertThat(cluster.evictions()).containsExactlyInAnyOrder("low-0", "low-1");
    assertThat(cluster.events()).contains("Preempted");
    assertThat(cluster.seated(low)).isZero();
    assertThat(cluster.seated(high)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGangThatCannotBeEvictedStaysAndIsAskedAgainLater(boolean forABudget) {
    cluster.addNode("a", 2000);
    var low = cluster.addGang("low", 2, 1000, 0);
    settle();
    var high = cluster.addGang("high", 2, 1000, 10);
    cluster.forbidEvictions(forABudget);
    cluster.failEvictionsAfter(forABudget ? Integer.MAX_VALUE : 0);
    var scheduler = scheduler();
    for (var pass = 0; pass < 10; pass++) {
      scheduler.pass();
      now = now.plusMillis(300);
    }
    assertThat(cluster.evictionsAsked()).isEqualTo(1);
    assertThat(cluster.events()).contains("EvictionFailed").doesNotContain("Preempted");
    assertThat(cluster.seated(low)).isEqualTo(2);
    assertThat(Objects.requireNonNull(cluster.status(high).reason()).code())
        .isEqualTo("InsufficientResources");
    cluster.forbidEvictions(false);
    cluster.failEvictionsAfter(Integer.MAX_VALUE);
    now = now.plusSeconds(15);
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.evictions()).containsExactlyInAnyOrder("low-0", "low-1");
    assertThat(cluster.seated(high)).isEqualTo(2);
  }

  @Test
  void aGangOfWhichSomeHaveGoneGoesWholeBeforeAnotherHasTo() {
    cluster.addNode("a", 4000);
    cluster.addGang("low", 2, 1000, 0);
    cluster.addGang("other", 2, 1000, 0);
    settle();
    var high = cluster.addGang("high", 2, 1000, 10);
    cluster.failEvictionsAfter(1);
    var scheduler = scheduler();
    for (var pass = 0; pass < 10; pass++) {
      scheduler.pass();
      now = now.plusMillis(300);
    }
    assertThat(cluster.evictions()).hasSize(1);
    assertThat(cluster.events()).containsOnlyOnce("Preempted").containsOnlyOnce("EvictionFailed");
    var first = cluster.evictions().getFirst();
    var victim = first.substring(0, first.indexOf('-'));
    cluster.failEvictionsAfter(Integer.MAX_VALUE);
    now = now.plusSeconds(5);
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.evictions()).containsExactlyInAnyOrder(victim + "-0", victim + "-1");
    assertThat(cluster.seated(high)).isEqualTo(2);
  }

  @Test
  void whatIsLeftOfAGangAndDoesNotGoForAMinuteStays() {
    cluster.addNode("a", 2000);
    var low = cluster.addGang("low", 2, 1000, 0);
    settle();
    var high = cluster.addGang("high", 2, 1000, 10);
    cluster.failEvictionsAfter(1);
    var scheduler = scheduler();
    for (var second = 0; second < 70; second++) {
      scheduler.pass();
      now = now.plusSeconds(1);
    }
    assertThat(cluster.evictionsAsked()).as("every five seconds, for a minute").isEqualTo(14);
    assertThat(cluster.seated(low)).isEqualTo(1);
    assertThat(Objects.requireNonNull(cluster.status(high).reason()).code())
        .as("nobody is leaving")
        .isEqualTo("InsufficientResources");
  }

  @Test
  void aPodWithoutAGroupGivesUpANodeThatItsVolumeDoesNotReach() {
    cluster.addNode("a", 1000);
    cluster.volumesAre(new Volumes.UnderWay());
    var single = cluster.addSingle("single", 1000);
    var scheduler = scheduler();
    scheduler.pass();
    cluster.addNode("b", 1000);
    var elsewhere = NodeTerm.ofLabels(Requirement.in("zone", "far"));
    cluster.volumeOf("single", new Volume.Bound("claim", List.of(elsewhere)));
    cluster.volumesAre(new Volumes.Ready());
    now = now.plusSeconds(6);
    scheduler.pass();
    scheduler.pass();
    assertThat(cluster.seated(single)).isZero();
  }

  @Test
  void onlyWhereANodeMoreCouldHelpPodsSayWhatAutoscalersLookFor() {
    cluster.addNode("a", 1000);
    cluster.addGang("large", 2, 1000);
    var lacking = cluster.addGroup("lacking", 2, 0);
    cluster.addPod(lacking, "lacking-0", 10);
    var scheduler = scheduler();
    scheduler.pass();
    now = now.plusSeconds(20);
    scheduler.pass();
    assertThat(cluster.reasons())
        .containsEntry("large-0", "Unschedulable")
        .containsEntry("large-1", "Unschedulable")
        .containsEntry("lacking-0", "MissingMembers");
  }

  @Test
  void theSameReasonInOtherWordsIsSaidAtLeisure() {
    cluster.addNode("a", 3000);
    var runs = cluster.addGang("runs", 1, 1000);
    cluster.addGang("runs-too", 1, 1000);
    var scheduler = scheduler();
    scheduler.pass();
    var waits = cluster.addGang("waits", 4, 1000);
    scheduler.pass();
    scheduler.pass();
    var before = Objects.requireNonNull(cluster.status(waits).reason());
    var writes = cluster.writes();
    cluster.end(runs);
    scheduler.pass();
    assertThat(cluster.status(waits).reason()).isEqualTo(before);
    assertThat(cluster.writes()).as("no pod is told, either").isEqualTo(writes);
    now = now.plusSeconds(10);
    scheduler.pass();
    var after = Objects.requireNonNull(cluster.status(waits).reason());
    assertThat(after.code()).isEqualTo(before.code());
    assertThat(after.message()).isNotEqualTo(before.message());
    assertThat(cluster.explanations(waits)).containsOnly(after.message());
  }

  @Test
  void aPlanForTheOtherHalfKeepsTheSeatsOfTheFirst() {
    cluster.addNode("a", 1000);
    cluster.addNode("b", 1000);
    var gang = cluster.addGang("g", 2, 1000);
    killed(2);
    assertThat(cluster.seated(gang)).isEqualTo(1);
    var taken = Objects.requireNonNull(cluster.status(gang).plan()).seats();
    cluster.removeNode("b");
    cluster.addNode("c", 1000);
    killed(2);
    assertThat(Objects.requireNonNull(cluster.status(gang).plan()).seats())
        .containsOnlyKeys(taken.keySet())
        .containsValues("a", "c");
  }

  @Test
  void everyPodThatWaitsSaysWhy() {
    cluster.addNode("a", 1000);
    var gang = cluster.addGang("g", 2, 1000);
    settle();
    assertThat(cluster.explanations(gang))
        .containsOnly(Objects.requireNonNull(cluster.status(gang).reason()).message());
    assertThat(cluster.events()).containsOnlyOnce("Unschedulable");
  }

  @Test
  void whatIsKeptForTheHeadIsWrittenWhenItChanges() {
    cluster.addNode("a", 2000);
    var runs = cluster.addGang("runs", 1, 1000);
    cluster.addGang("head", 2, 1000);
    var scheduler = scheduler();
    var kept = new ArrayList<QueueShare.Kept>();
    for (var pass = 0; pass < 6; pass++) {
      if (pass == 3) {
        cluster.end(runs);
      }
      scheduler.pass();
      now = now.plusSeconds(3);
    }
    cluster.shares().forEach(share -> kept.add(share.kept()));
    assertThat(kept)
        .startsWith(
            QueueShare.Kept.of(List.of("a"), Resources.of(Map.of("cpu", 2000L, "pods", 2L))))
        .endsWith(QueueShare.Kept.NONE);
    assertThat(kept).as("for each change once").hasSize(new HashSet<>(cluster.shares()).size());
  }

  @Test
  void whatItDoesIsCounted() {
    cluster.addNode("a", 2000);
    var low = cluster.addGang("low", 2, 1000, 0);
    settle();
    var high = cluster.addGang("high", 2, 1000, 10);
    settle();
    assertThat(metrics.text().lines())
        .contains(
            "connector_scheduler_pods_bound_total 4",
            "connector_scheduler_gangs_started_total 2",
            "connector_scheduler_gangs_evicted_total 1",
            "connector_scheduler_gangs_waiting{reason=\"MissingMembers\"} 1",
            "connector_scheduler_gang_wait_seconds_sum 7199",
            "connector_scheduler_gang_wait_seconds_count 2",
            "connector_scheduler_queue_allocated{queue=\"default\",resource=\"cpu\"} 2",
            "connector_scheduler_queue_share{queue=\"default\"} 1");
    cluster.end(high);
    cluster.addPod(low, "low-again-0", 1000);
    cluster.addPod(low, "low-again-1", 1000);
    settle();
    assertThat(metrics.text().lines())
        .as("a gang that ran before is started again, and has waited once")
        .contains(
            "connector_scheduler_gangs_started_total 3",
            "connector_scheduler_gang_wait_seconds_count 2")
        .noneMatch(line -> line.startsWith("connector_scheduler_gangs_waiting{"));
  }

  @Test
  void aGangHasStartedWhenTheLastOfItsMinimumIsBoundInWhateverPass() {
    cluster.addNode("a", 2000);
    var gang = cluster.addGang("g", 2, 1000);
    var scheduler = scheduler();
    cluster.freeze();
    cluster.fence(cluster.see().groups().getFirst().waiting().getLast().member().id());
    scheduler.pass();
    assertThat(metrics.text().lines())
        .contains(
            "connector_scheduler_bind_failures_total{reason=\"changed\"} 1",
            "connector_scheduler_gangs_started_total 0");
    cluster.thaw();
    scheduler.pass();
    assertThat(cluster.seated(gang)).isEqualTo(2);
    assertThat(metrics.text().lines())
        .contains(
            "connector_scheduler_gangs_started_total 1",
            "connector_scheduler_gang_wait_seconds_sum 3600");
  }

  /** A gang of two whose scheduler was killed when the plan stood and nothing was bound. */
  private GangId plannedOn(String... nodes) {
    List.of(nodes).forEach(node -> cluster.addNode(node, 1000));
    var gang = cluster.addGang("g", 2, 1000);
    killed(1);
    assertThat(cluster.seated(gang)).isZero();
    return gang;
  }

  /** A gang of two whose scheduler was killed after the first bind. */
  private GangId boundByHalf() {
    cluster.addNode("a", 1000);
    cluster.addNode("b", 1000);
    var gang = cluster.addGang("g", 2, 1000);
    killed(2);
    assertThat(cluster.seated(gang)).isEqualTo(1);
    return gang;
  }

  private void killed(int afterWrites) {
    cluster.killAfterWrites(afterWrites);
    try {
      scheduler().pass();
    } catch (FakeGangCluster.KilledException expected) {
      return;
    }
    throw new AssertionError("The pass ended before its write number " + afterWrites);
  }

  private String freeNode() {
    return cluster.see().nodes().nodes().stream()
        .filter(node -> node.used().amount("cpu") == 0)
        .findFirst()
        .orElseThrow()
        .name();
  }
}
