package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.DisruptionBudget;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Selector;
import dev.mooring.scheduling.model.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EvictionTest {
  private static Set<String> victims(Case world, String gang) {
    return Case.outcome(world.plan(), gang)
        .map(outcome ->
            outcome instanceof Outcome.Evicts(_, var victims, _, _)
                ? victims.stream().map(GangId::name).collect(Collectors.toSet())
                : Set.<String>of())
        .orElseThrow();
  }

  private static Case fullOf(int nodes, int gpus, int each) {
    var world = new Case();
    for (var n = 0; n < nodes; n++) {
      world.node("n" + n, 0, gpus);
    }
    for (var g = 0; g < nodes * gpus / each; g++) {
      world.gang("low" + g, 1, Case.shape(0, each));
    }
    world.step();
    assertThat(world.gangs()).allMatch(Gang::running);
    return world;
  }

  @Test
  void oneLargeGangGoesRatherThanManySmallOnes() {
    var world = new Case().node("a", 0, 4).node("b", 0, 4);
    world.gang("large", 1, Case.shape(0, 4)).step();
    for (var i = 0; i < 4; i++) {
      world.gang("small" + i, 1, Case.shape(0, 1));
    }
    world.step();
    world.gang("high", "default", 5, 1, Case.shape(0, 4));
    assertThat(victims(world, "high")).containsExactly("large");
  }

  @Test
  void ofThoseThatStartedAtOnceTheLastInOrderGoes() {
    var world = fullOf(12, 1, 1);
    world.gang("high", "default", 1, 1, Case.shape(0, 1));
    assertThat(victims(world, "high")).containsExactly("low11");
  }

  /** Alike members, and such that are not: they are picked in two ways. */
  @Test
  void whereAsManyWouldGoThoseOfTheLowestPriorityDo() {
    for (var gpus : List.of(List.of(4), List.of(1, 3))) {
      var world = new Case().node("a", 0, 4).node("b", 0, 4).node("c", 0, 4);
      world.gang("medium", "default", 5, 1, Case.shape(0, 4)).step();
      world.gang("low", "default", 1, 1, Case.shape(0, 4)).step();
      world.gang("more", "default", 3, 1, Case.shape(0, 4)).step();
      assertThat(world.gangs()).allMatch(Gang::running);
      var members = new ArrayList<Member>();
      gpus.forEach(gpu -> members.addAll(Case.members("high" + gpu, 1, "", Case.shape(0, gpu))));
      world.gang("high", "default", 9, Minimum.of(gpus.size()), members);
      assertThat(victims(world, "high")).containsExactly("low");
    }
  }

  @Test
  void evictedAreThoseOfOneNodeWhenThatIsEnough() {
    var world = fullOf(3, 4, 1);
    world.gang("high", "default", 1, 1, Case.shape(0, 4));
    assertThat(victims(world, "high")).hasSize(4);
    world.step();
    world.left();
    assertThat(Case.outcome(world.step(), "high")).containsInstanceOf(Outcome.Starts.class);
  }

  /** The API server refuses to evict a pod of two budgets, whatever these allow. */
  @Test
  void podsOfTwoBudgetsAreLeftAlone() {
    var world = fullOf(1, 4, 4);
    world.gang("high", "default", 1, 1, Case.shape(0, 4));
    world.budgets.add(new DisruptionBudget("lab", Selector.EVERYTHING, 1));
    assertThat(victims(world, "high")).containsExactly("low0");
    world.budgets.add(new DisruptionBudget("lab", Selector.EVERYTHING, 1));
    assertThat(victims(world, "high")).isEmpty();
  }

  @Test
  void whoStartedByItsAgeKeepsItsSeatsForAsLong() {
    var world = new Case().node("a", 0, 4);
    var ageing = world.settings.ageing();
    world.gang("first", "default", 9, 1, Case.shape(0, 4)).step();
    world.gang("patient", 1, Case.shape(0, 4));
    world.pass(ageing.plusSeconds(1));
    world.end(Case.id("first"));
    world.gang("urgent", "default", 9, 1, Case.shape(0, 4));
    assertThat(Case.outcome(world.step(), "patient")).containsInstanceOf(Outcome.Starts.class);
    world.pass(ageing.minusSeconds(1));
    assertThat(victims(world, "urgent")).isEmpty();
    world.pass(Duration.ofSeconds(1));
    assertThat(victims(world, "urgent")).containsExactly("patient");
  }

  @Test
  void whoRanAndIsMadeAnewHasNotWaited() {
    var world = new Case().node("a", 0, 4);
    world.gang("old", 1, Case.shape(0, 4));
    var old = world.gang("old");
    world.pass(world.settings.ageing().multipliedBy(5));
    world.with(
        new Gang(
            old.id(),
            old.queue(),
            new Rank(0, old.rank().queuedAt(), world.now, true, true),
            old.minimum(),
            old.waiting(),
            List.of(),
            old.progress()));
    world.step();
    world.gang("urgent", "default", 9, 1, Case.shape(0, 4));
    assertThat(victims(world, "urgent")).containsExactly("old");
  }

  @Test
  void equalsAreLeftAloneAndSoAreThoseThatSaySo() {
    var world = fullOf(1, 4, 4);
    world.gang("same", "default", 0, 1, Case.shape(0, 4));
    assertThat(victims(world, "same")).isEmpty();
    world.gang("high", "default", 1, 1, Case.shape(0, 4));
    assertThat(victims(world, "high")).containsExactly("low0");
    world.settings = preemption(new Settings.Preemption(false, Duration.ZERO, 100));
    assertThat(victims(world, "high")).isEmpty();
    world.settings = preemption(new Settings.Preemption(true, Duration.ofMinutes(1), 100));
    assertThat(victims(world, "high")).isEmpty();
    world.pass(Duration.ofMinutes(1));
    assertThat(victims(world, "high")).containsExactly("low0");
    world.budgets.add(new DisruptionBudget("lab", Selector.EVERYTHING, 0));
    assertThat(victims(world, "high")).isEmpty();
  }

  private static Settings preemption(Settings.Preemption preemption) {
    var base = Settings.DEFAULT;
    return new Settings(
        base.placing(),
        base.scores(),
        preemption,
        base.mostTries(),
        base.ageing(),
        base.reserves());
  }

  @Test
  void whoIsToBeMadeRoomForWaitsUntilItIsThere() {
    var world = fullOf(1, 4, 2);
    world.gang("high", "default", 1, 1, Case.shape(0, 2));
    assertThat(victims(world, "high")).hasSize(1);
    world.step();
    var again = world.step();
    assertThat(Case.outcome(again, "high"))
        .hasValueSatisfying(outcome ->
            assertThat(((Outcome.Waits) outcome).because().code())
                .isEqualTo(Explanation.Code.RoomIsBeingMade));
    // Who comes later and is ahead by rank does not get what was promised.
    world.gang("higher", "default", 9, 1, Case.shape(0, 2));
    world.left();
    world.settings = preemption(new Settings.Preemption(false, Duration.ZERO, 100));
    assertThat(Case.outcome(world.step(), "high")).containsInstanceOf(Outcome.Starts.class);
  }

  @Test
  void queueTakesBackWhatItDeservesAndNoMore() {
    var world = new Case().node("a", 0, 4).node("b", 0, 4);
    world.queues.clear();
    world.queues.add(Queue.of("one", 1));
    world.queues.add(Queue.of("two", 1));
    for (var i = 0; i < 8; i++) {
      world.gang("one" + i, "one", 0, 1, Case.shape(0, 1));
    }
    world.step();
    for (var i = 0; i < 8; i++) {
      world.gang("two" + i, "two", 0, 1, Case.shape(0, 1));
    }
    settle(world, 4);
    assertThat(running(world, "one")).isEqualTo(4);
    assertThat(running(world, "two")).isEqualTo(4);
  }

  private static long running(Case world, String queue) {
    return world.gangs().stream().filter(g -> g.queue().equals(queue) && g.running()).count();
  }

  /** Plans, lets the evicted leave, and so on; there must be no eviction in the end. */
  private static void settle(Case world, int most) {
    var evictions = 0;
    for (var i = 0; i < 2 * most; i++) {
      var plan = world.step();
      evictions += (int) plan.outcomes().stream().filter(Outcome.Evicts.class::isInstance).count();
      world.left();
      world.pass(Duration.ofMinutes(1));
    }
    assertThat(evictions).isLessThanOrEqualTo(most);
    assertThat(world.step().outcomes()).noneMatch(Outcome.Evicts.class::isInstance);
  }

  @Test
  void noMoreGangsGoThanBruteForceFinds() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(5984);
    var evictions = 0;
    for (var round = 0; round < 1000; round++) {
      var world = randomCase(random);
      var outcome = Case.outcome(world.plan(), "high").orElseThrow();
      var fewest = outcome instanceof Outcome.Starts ? OptionalInt.of(0) : bruteForce(world);
      var gone = outcome instanceof Outcome.Evicts(_, var victims, _, _) ? victims.size() : 0;
      assertThat(gone).as("round %d: %s", round, outcome).isEqualTo(fewest.orElse(0));
      evictions += gone > 0 ? 1 : 0;
    }
    assertThat(evictions).isGreaterThan(250);
  }

  @Test
  void evictionsEndAndTheOneTheyAreForStarts() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
    for (var round = 0; round < 400; round++) {
      var world = randomCase(random);
      var plan = world.step();
      var evicted = new HashSet<GangId>();
      for (var outcome : plan.outcomes()) {
        if (outcome instanceof Outcome.Evicts(_, var victims, _, _)) {
          assertThat(evicted).as("round %d", round).doesNotContainAnyElementsOf(victims);
          evicted.addAll(victims);
        }
      }
      world.left();
      var next = world.step();
      for (var outcome : plan.outcomes()) {
        if (outcome instanceof Outcome.Evicts(var gang, _, _, _)) {
          assertThat(Case.outcome(next, gang.name()))
              .as("round %d", round)
              .containsInstanceOf(Outcome.Starts.class);
        }
      }
      world.left();
      settle(world, 12);
    }
  }

  /** The fewest running gangs that may go and without which there is room for the gang. */
  private static OptionalInt bruteForce(Case world) {
    var running = world.gangs().stream().filter(Gang::running).toList();
    return IntStream.range(1, 1 << running.size())
        .filter(set -> mayGo(world, members(running, set)))
        .filter(set -> hasRoom(world, members(running, set)))
        .map(Integer::bitCount)
        .min();
  }

  private static List<Gang> members(List<Gang> gangs, int set) {
    return IntStream.range(0, gangs.size())
        .filter(i -> (set >> i & 1) != 0)
        .mapToObj(gangs::get)
        .toList();
  }

  private static boolean mayGo(Case world, List<Gang> gone) {
    var high = world.gang("high");
    var own = gone.stream().filter(gang -> gang.queue().equals(high.queue())).toList();
    var others = gone.stream().filter(gang -> !gang.queue().equals(high.queue())).toList();
    return own.stream().allMatch(gang -> gang.rank().priority() < high.rank().priority())
        && gone.stream().allMatch(gang -> gang.rank().preemptible())
        && (others.isEmpty() || mayReclaim(world, others))
        && world.budgets.stream()
            .allMatch(budget ->
                gone.stream()
                        .flatMap(gang -> gang.seated().stream())
                        .filter(pod -> budget.protects(pod.shape()))
                        .count()
                    <= budget.allowed());
  }

  /** Queue "two" has said what it deserves, in GPUs; so has "default". */
  private static boolean mayReclaim(Case world, List<Gang> others) {
    var asked = gpus(world.gang("high").waiting().stream().map(m -> m.shape()).toList());
    if (held(world, "default") + asked > deserved(world, "default") || asked == 0) {
      return false;
    }
    var sizes =
        others.stream()
            .map(gang -> gpus(gang.seated().stream().map(pod -> pod.shape()).toList()))
            .sorted()
            .toList();
    var allButLast = sizes.stream().limit(sizes.size() - 1L).mapToLong(n -> n).sum();
    return held(world, "two") > deserved(world, "two")
        && held(world, "two") - allButLast > deserved(world, "two");
  }

  private static long deserved(Case world, String queue) {
    return world.queues.stream()
        .filter(q -> q.name().equals(queue))
        .mapToLong(q -> q.limits().deserved().orElse(Resources.NONE).amount(Case.GPU))
        .sum();
  }

  private static long held(Case world, String queue) {
    return world.gangs().stream()
        .filter(gang -> gang.queue().equals(queue))
        .mapToLong(gang -> gpus(gang.seated().stream().map(pod -> pod.shape()).toList()))
        .sum();
  }

  private static long gpus(List<PodShape> shapes) {
    return shapes.stream().mapToLong(shape -> shape.requests().amount(Case.GPU)).sum();
  }

  private static boolean hasRoom(Case world, List<Gang> gone) {
    var ids = gone.stream().map(Gang::id).toList();
    var seated = new ArrayList<Rules.On>();
    for (var node : world.nodes()) {
      node.pods().stream()
          .filter(pod -> !ids.contains(pod.owner()))
          .forEach(pod -> seated.add(new Rules.On(pod.shape(), node)));
    }
    var left = world.gang("high").waiting().stream().map(m -> m.shape()).toList();
    return fit(world.nodes(), seated, left);
  }

  private static boolean fit(List<Node> nodes, List<Rules.On> seated, List<PodShape> left) {
    if (left.isEmpty()) {
      return true;
    }
    for (var node : nodes) {
      if (new Rules(nodes, seated).allow(left.getFirst(), node)) {
        seated.add(new Rules.On(left.getFirst(), node));
        if (fit(nodes, seated, left.subList(1, left.size()))) {
          return true;
        }
        seated.removeLast();
      }
    }
    return false;
  }

  /** A full little cluster, and a gang of a higher priority that waits. */
  private static Case randomCase(RandomGenerator random) {
    var world = new Case();
    world.queues.clear();
    world.queues.add(queue("default", random.nextLong(1, 13)));
    world.queues.add(queue("two", random.nextLong(1, 5)));
    var nodes = random.nextInt(1, 4);
    for (var i = 0; i < nodes; i++) {
      world.node("n" + i, 0, random.nextLong(2, 6));
    }
    for (var g = 0; g < random.nextInt(4, 9); g++) {
      var size = random.nextInt(1, 4);
      var queue = random.nextInt(3) == 0 ? "two" : "default";
      var shape = Case.shape(random.nextLong(1, 3), labels(random), company(random));
      var name = "low" + g;
      world.with(
          new Gang(
              Case.id(name),
              queue,
              new Rank(random.nextInt(2), world.now, true, random.nextInt(8) > 0),
              Minimum.of(size),
              Case.members(name, size, "", shape),
              List.of(),
              Progress.NEW));
    }
    world.settings = preemption(new Settings.Preemption(false, Duration.ZERO, 1));
    world.step();
    world.gangs().stream().filter(g -> !g.running()).forEach(g -> world.end(g.id()));
    world.reservations = List.of();
    world.settings = Settings.DEFAULT;
    if (random.nextInt(3) == 0) {
      var selector = Selector.ofLabels(labels(random));
      world.budgets.add(new DisruptionBudget("lab", selector, random.nextInt(3)));
    }
    var members =
        new ArrayList<>(
            Case.members(
                "high",
                random.nextInt(1, 4),
                "a",
                Case.shape(random.nextLong(1, 3), labels(random), company(random))));
    if (random.nextBoolean()) {
      members.addAll(Case.members("high", 1, "b", Case.shape(0, random.nextLong(1, 4))));
    }
    return world.gang(
        "high", "default", random.nextInt(4) == 0 ? 1 : 2, Minimum.of(members.size()), members);
  }

  private static Map<String, String> labels(RandomGenerator random) {
    return new HashMap<>(Map.of("app", random.nextBoolean() ? "x" : "y"));
  }

  private static Company company(RandomGenerator random) {
    var term =
        new PodTerm(
            Selector.ofLabels(Map.of("app", "x")),
            PodTerm.Namespaces.ALL,
            "kubernetes.io/hostname");
    return random.nextInt(8) == 0
        ? new Company(List.of(), List.of(term), List.of(), List.of())
        : Company.ANY;
  }

  private static Queue queue(String name, long deserved) {
    return new Queue(
        name,
        Optional.empty(),
        1,
        0,
        new Queue.Limits(
            Optional.empty(),
            Resources.NONE,
            Optional.of(new Resources(new TreeMap<>(Map.of(Case.GPU, deserved))))),
        true,
        true,
        Optional.empty());
  }
}
