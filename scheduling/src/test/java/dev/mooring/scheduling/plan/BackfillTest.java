package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Reservation;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BackfillTest {
  private static Optional<Reservation> kept(Plan plan, String gang) {
    return plan.reservations().stream().filter(r -> r.gang().equals(Case.id(gang))).findFirst();
  }

  @Test
  void smallGangTakesWhatTheLargeOneDoesNotNeed() {
    var world = new Case().node("a", 0, 4).node("b", 0, 4);
    world.gang("running", 1, Case.shape(0, 3)).step();
    world.pass(Duration.ofSeconds(1));
    world.gang("large", 1, Case.shape(0, 4)).step();
    world.gang("head", 1, Case.shape(0, 4));
    world.pass(Duration.ofSeconds(1));
    world.gang("small", 1, Case.shape(0, 1));
    var plan = world.step();
    var seats = kept(plan, "head").orElseThrow().seats();
    // The one free GPU is on the head's node, for of two gangs the one that has run longer is
    // waited for.
    assertThat(seats.values()).containsExactly("a");
    assertThat(Case.outcome(plan, "small"))
        .hasValueSatisfying(outcome ->
            assertThat(((Outcome.Waits) outcome).because().message())
                .isEqualTo("The room is kept for gang 'lab/head', which comes first"));
    world.end(Case.id("large"));
    // Now b is free: the head takes that, and the small one what is left.
    var next = world.step();
    assertThat(Case.outcome(next, "head")).containsInstanceOf(Outcome.Starts.class);
    assertThat(Case.outcome(next, "small")).containsInstanceOf(Outcome.Starts.class);
  }

  /** One gang must end for the head in any case; then it needs nothing else. */
  @Test
  void whatIsFreeIsNotKeptIfThoseThatAreWaitedForHaveEnough() {
    var world = new Case();
    List.of("a", "b", "c", "d", "e", "f").forEach(node -> world.node(node, 0, 4));
    world.gang("one", 1, Case.shape(0, 4)).step();
    world.gang("three", 3, Case.shape(0, 4)).step();
    var plan = world.gang("head", 3, Case.shape(0, 4)).gang("small", 2, Case.shape(0, 4)).step();
    assertThat(kept(plan, "head").orElseThrow().seats().values())
        .containsExactlyInAnyOrderElementsOf(nodesOf(world, "three"));
    assertThat(Case.outcome(plan, "small")).containsInstanceOf(Outcome.Starts.class);
    world.end(Case.id("three"));
    assertThat(Case.outcome(world.step(), "head")).containsInstanceOf(Outcome.Starts.class);
  }

  /** Where no gang has as many seats as the head needs, those that have most are waited for. */
  @Test
  void fewLargeGangsAreWaitedForRatherThanManySmallOnes() {
    var world = new Case();
    List.of("a", "b", "c", "d").forEach(node -> world.node(node, 0, 4));
    world.gang("one", 1, Case.shape(0, 4)).step();
    world.gang("other", 1, Case.shape(0, 4)).step();
    world.pass(Duration.ofMinutes(1));
    world.gang("two", 2, Case.shape(0, 4)).step();
    var plan = world.gang("head", 3, Case.shape(0, 4)).step();
    assertThat(kept(plan, "head").orElseThrow().seats().values())
        .containsAll(nodesOf(world, "two"))
        .containsAll(nodesOf(world, "one"));
  }

  /** Going gang by gang would come to a node with many of them first. */
  @Test
  void theNodeWithTheFewestGangsIsWaitedForWhereTheyShareNodes() {
    var world = new Case().node("a", 0, 4);
    for (var name : List.of("p", "q", "r", "s")) {
      world.gang(name, 1, Case.shape(0, 1)).step();
    }
    world.node("b", 0, 4).pass(Duration.ofMinutes(1));
    world.gang("z", 1, Case.shape(0, 3)).step();
    var plan = world.gang("head", 1, Case.shape(0, 4)).step();
    assertThat(kept(plan, "head").orElseThrow().seats().values()).containsExactly("b");
  }

  @Test
  void whoseLeavingMakesNoRoomIsNotWaitedFor() {
    var world = new Case().node("a", 0, 4).node("b", 0, 4);
    for (var name : List.of("p", "q", "r")) {
      world.gang(name, 1, Case.shape(0, 1)).step();
    }
    world.pass(Duration.ofMinutes(1));
    world.gang("z", 1, Case.shape(0, 4)).step();
    var plan = world.gang("head", 1, Case.shape(0, 4)).step();
    assertThat(kept(plan, "head").orElseThrow().seats().values())
        .containsExactlyElementsOf(nodesOf(world, "z"));
  }

  /** Then what falls free is the head's, one seat after the other, until it has all. */
  @Test
  void whoHasWaitedTooLongGivesSeatsUpForFreeOnes() {
    var world = new Case();
    List.of("a", "b", "c", "d").forEach(node -> world.node(node, 0, 4));
    world.gang("long", 2, Case.shape(0, 4)).step();
    world.gang("short", 1, Case.shape(0, 4)).gang("shorter", 1, Case.shape(0, 4)).step();
    var first = world.gang("head", 2, Case.shape(0, 4)).step();
    var ofLong = nodesOf(world, "long");
    assertThat(kept(first, "head").orElseThrow().seats().values())
        .containsExactlyInAnyOrderElementsOf(ofLong);
    world.end(Case.id("shorter"));
    var next = world.gang("small", 1, Case.shape(0, 4)).step();
    assertThat(kept(next, "head").orElseThrow().seats().values())
        .containsExactlyInAnyOrderElementsOf(ofLong);
    assertThat(Case.outcome(next, "small")).containsInstanceOf(Outcome.Starts.class);
    world.pass(world.settings.ageing());
    var free = nodesOf(world, "short");
    world.end(Case.id("short"));
    var last = world.gang("other", 1, Case.shape(0, 4)).step();
    assertThat(kept(last, "head").orElseThrow().seats().values())
        .containsAll(free)
        .containsAnyElementsOf(ofLong);
    assertThat(Case.outcome(last, "other")).containsInstanceOf(Outcome.Waits.class);
  }

  /** Also of nodes that take more than one of them, a part of which is free. */
  @Test
  void whoHasWaitedTooLongTakesPartsOfNodes() {
    var world = new Case().node("a", 0, 4).node("b", 0, 4).node("c", 0, 4);
    world.gang("long", 4, Case.shape(0, 2)).step();
    world.gang("one", 1, Case.shape(0, 2)).gang("two", 1, Case.shape(0, 2)).step();
    var ofLong = nodesOf(world, "long");
    var other = nodesOf(world, "one");
    var first = world.gang("head", 4, Case.shape(0, 2)).step();
    assertThat(kept(first, "head").orElseThrow().seats().values())
        .hasSize(4)
        .allMatch(ofLong::contains);
    world.pass(world.settings.ageing());
    world.end(Case.id("one"));
    var next = world.gang("small", 1, Case.shape(0, 2)).step();
    assertThat(kept(next, "head").orElseThrow().seats().values())
        .filteredOn(other::contains)
        .hasSize(1);
    assertThat(Case.outcome(next, "small")).containsInstanceOf(Outcome.Waits.class);
    world.end(Case.id("two"));
    var last = world.step();
    assertThat(kept(last, "head").orElseThrow().seats().values())
        .filteredOn(other::contains)
        .hasSize(2);
  }

  /** Part of it runs; it waits for others, and not for itself. */
  @Test
  void theHeadDoesNotWaitForItsOwnSeats() {
    var world = new Case().node("b", 0, 4);
    world.gang("other", 4, Case.shape(0, 1)).step();
    var pods = Case.members("head", 2, "", Case.shape(0, 4));
    world.node("a", 0, 4).gang("head", "default", 0, Minimum.of(2), pods);
    world.bind(Case.id("head"), Map.of(pods.getFirst().id(), "a"));
    world.end(Case.id("other"), Case.members("other", 1, "", Case.shape(0, 1)).getFirst().id());
    var plan = world.gang("small", 1, Case.shape(0, 1)).step();
    assertThat(kept(plan, "head").orElseThrow().seats().values()).containsExactly("b");
    assertThat(Case.outcome(plan, "small")).containsInstanceOf(Outcome.Waits.class);
  }

  @Test
  void ofThoseThatWereMadeAtOnceTheLowerNumberComesFirst() {
    var world = new Case().node("a", 0, 4);
    var plan = world.gang("job-10", 1, Case.shape(0, 4)).gang("job-2", 1, Case.shape(0, 4)).step();
    assertThat(Case.outcome(plan, "job-2")).containsInstanceOf(Outcome.Starts.class);
    assertThat(Case.outcome(plan, "job-10")).containsInstanceOf(Outcome.Waits.class);
  }

  private static List<String> nodesOf(Case world, String gang) {
    return world.nodes().stream()
        .filter(node -> node.pods().stream().anyMatch(pod -> pod.owner().equals(Case.id(gang))))
        .map(Node::name)
        .toList();
  }

  @Test
  void aQueueTellsWhatIsKeptForItsHead() {
    var world = new Case().node("a", 0, 4).node("b", 0, 4).node("c", 0, 4);
    world.queues.add(Queue.of("other", 1));
    world.gang("one", 1, Case.shape(0, 3)).step();
    world.gang("two", 1, Case.shape(0, 3)).step();
    world.gang("three", 1, Case.shape(0, 3)).step();
    assertThat(keptOf(world.plan(), "other")).isEqualTo(QueueShare.Kept.NONE);
    world.gang("head", "other", 0, 2, Case.shape(0, 4));
    var plan = world.step();
    var seats = kept(plan, "head").orElseThrow().seats();
    assertThat(keptOf(plan, "other").nodes())
        .containsExactlyElementsOf(seats.values().stream().sorted().toList());
    assertThat(keptOf(plan, "other").amounts()).isEqualTo(Case.amounts(0, 8).max(pods(2)));
    assertThat(keptOf(plan, "default")).isEqualTo(QueueShare.Kept.NONE);
    List.of("one", "two", "three").forEach(gang -> world.end(Case.id(gang)));
    assertThat(keptOf(world.step(), "other")).isEqualTo(QueueShare.Kept.NONE);
  }

  private static Resources pods(long count) {
    return Resources.of(Map.of("pods", count));
  }

  private static QueueShare.Kept keptOf(Plan plan, String queue) {
    return plan.queues().stream()
        .filter(share -> share.queue().equals(queue))
        .findFirst()
        .orElseThrow()
        .kept();
  }

  @Test
  void whatCannotStartWhateverEndsHoldsNothingBack() {
    var world = new Case().node("a", 0, 4);
    world.gang("never", 2, Case.shape(0, 4));
    world.pass(Duration.ofSeconds(1));
    world.gang("small", 1, Case.shape(0, 1));
    var plan = world.step();
    assertThat(plan.reservations()).isEmpty();
    assertThat(Case.outcome(plan, "small")).containsInstanceOf(Outcome.Starts.class);
  }

  @Test
  void queueAtItsLimitHoldsNobodyBack() {
    var world = new Case().node("a", 0, 4);
    world.queues.add(
        new Queue(
            "limited",
            Optional.empty(),
            1,
            1,
            new Queue.Limits(Optional.of(Case.amounts(0, 1)), Resources.NONE, Optional.empty()),
            true,
            true,
            Optional.empty()));
    world.gang("over", "limited", 0, 1, Case.shape(0, 2)).gang("small", 1, Case.shape(0, 1));
    var plan = world.step();
    assertThat(Case.outcome(plan, "over"))
        .hasValueSatisfying(outcome -> {
          var because = ((Outcome.Waits) outcome).because();
          assertThat(because.code()).isEqualTo(Explanation.Code.QueueLimit);
          assertThat(because.message())
              .isEqualTo(
                  "Queue 'limited' may use 1 nvidia.com/gpu and has 1 left; the gang asks for 2");
        });
    assertThat(plan.reservations()).isEmpty();
    assertThat(Case.outcome(plan, "small")).containsInstanceOf(Outcome.Starts.class);
  }

  /**
   * The head starts no later than those who run when its seats are chosen have left these seats,
   * whoever comes after it and however long these run; also once it gives seats up for free ones.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 1_000_000})
  void backfillDoesNotDelayTheHead(int ageingMinutes) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1995);
    var heads = 0;
    var moved = new AtomicInteger();
    for (var round = 0; round < 80; round++) {
      var promised = new HashMap<GangId, Instant>();
      var seats = new HashMap<GangId, Map<PodId, String>>();
      var simulator = busy(random, Duration.ofMinutes(ageingMinutes));
      var world = simulator.world;
      simulator.watch(plan -> {
        for (var reservation : plan.reservations()) {
          promised.computeIfAbsent(reservation.gang(), _ -> allFree(simulator, reservation));
          var before = seats.put(reservation.gang(), reservation.seats());
          if (before != null && !before.equals(reservation.seats())) {
            moved.incrementAndGet();
          }
        }
      });
      simulator.run(Case.START.plus(Duration.ofHours(2)));
      for (var head : promised.entrySet()) {
        if (!head.getValue().isAfter(world.now)) {
          assertThat(simulator.starts)
              .as("round %d: %s promised at %s", round, head.getKey(), head.getValue())
              .containsKey(head.getKey());
          assertThat(simulator.starts.get(head.getKey()))
              .as("round %d: %s", round, head.getKey())
              .isBeforeOrEqualTo(head.getValue());
          heads++;
        }
      }
    }
    assertThat(heads).isGreaterThan(80);
    assertThat(moved.get() > 0).isEqualTo(ageingMinutes == 2);
  }

  /** When the last pod leaves that is on a node of the seats now. */
  private static Instant allFree(Simulator simulator, Reservation reservation) {
    return simulator.world.nodes().stream()
        .filter(node -> reservation.seats().containsValue(node.name()))
        .flatMap(node -> node.pods().stream())
        .map(pod -> simulator.ends.getOrDefault(pod.owner(), Instant.MAX))
        .max(Instant::compareTo)
        .orElse(simulator.world.now);
  }

  /** Gangs that come one after the other, of one queue and priority. */
  private static Simulator busy(RandomGenerator random, Duration ageing) {
    var world = new Case();
    for (var n = 0; n < random.nextInt(1, 4); n++) {
      world.node("n" + n, 0, 4);
    }
    var base = Settings.DEFAULT;
    world.settings =
        new Settings(
            base.placing(), base.scores(), base.preemption(), base.mostTries(), ageing, true);
    var runs = new HashMap<GangId, Duration>();
    var simulator = new Simulator(world, gang -> runs.getOrDefault(gang.id(), Duration.ZERO));
    for (var g = 0; g < 40; g++) {
      var name = "g%02d".formatted(g);
      var size = random.nextInt(1, 4);
      var gpus = random.nextInt(4) == 0 ? 4 : random.nextLong(1, 3);
      runs.put(Case.id(name), Duration.ofSeconds(random.nextInt(1, 300)));
      simulator.at(
          Case.START.plusSeconds(random.nextInt(600)),
          () -> world.gang(name, "default", 0, size, Case.shape(0, gpus)));
    }
    return simulator;
  }

  /**
   * Small gangs of a higher priority and of another queue come without end; the large one starts
   * all the same, once it has waited for the time of ageing and those that ran then have ended.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nobodyStarves(boolean preemption) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(2027);
    for (var round = 0; round < 5; round++) {
      var ageing = Duration.ofMinutes(10);
      var simulator = stream(random, ageing, preemption);
      var large = Case.id("large");
      simulator.run(Case.START.plus(Duration.ofMinutes(25)));
      assertThat(simulator.starts).as("round %d", round).containsKey(large);
      assertThat(simulator.starts.get(large))
          .as("round %d", round)
          .isBeforeOrEqualTo(Case.START.plus(ageing).plus(Duration.ofMinutes(5)));
    }
  }

  private static Simulator stream(RandomGenerator random, Duration ageing, boolean preemption) {
    var world = new Case().node("a", 0, 4).node("b", 0, 4);
    world.queues.add(Queue.of("other", 5));
    var base = Settings.DEFAULT;
    world.settings =
        new Settings(
            base.placing(),
            base.scores(),
            new Settings.Preemption(preemption, Duration.ZERO, 100),
            base.mostTries(),
            ageing,
            true);
    var runs = new HashMap<GangId, Duration>();
    var simulator = new Simulator(world, gang -> runs.getOrDefault(gang.id(), Duration.ZERO));
    for (var g = 0; g < 180; g++) {
      var name = "s%03d".formatted(g);
      var queue = random.nextBoolean() ? "other" : "default";
      var gpus = random.nextLong(1, 4);
      runs.put(Case.id(name), Duration.ofSeconds(random.nextInt(60, 290)));
      simulator.at(
          Case.START.plusSeconds(6L * g), () -> world.gang(name, queue, 7, 1, Case.shape(0, gpus)));
    }
    runs.put(Case.id("large"), Duration.ofSeconds(1));
    simulator.at(Case.START.plusSeconds(1), () -> world.gang("large", 2, Case.shape(0, 4)));
    return simulator;
  }

  @Test
  void gangIsWholeAtAllTimes() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    for (var round = 0; round < 20; round++) {
      var simulator = busy(random, Duration.ofMinutes(5));
      simulator.watch(_ -> {
        for (Gang gang : simulator.world.gangs()) {
          assertThat(gang.staying() == 0 || gang.needed() == 0).isTrue();
        }
        assertThat(simulator.world.nodes()).allMatch(node -> node.used().fits(node.allocatable()));
      });
      simulator.run(Case.START.plus(Duration.ofHours(3)));
      assertThat(simulator.world.gangs()).noneMatch(gang -> gang.waiting().isEmpty());
    }
  }
}
