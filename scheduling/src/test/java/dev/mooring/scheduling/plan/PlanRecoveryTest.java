package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class PlanRecoveryTest {
  /** A gang of which the first ones are bound to the nodes that are named. */
  private static Case world(int members, int minMember, String... bound) {
    var world = new Case().node("a", 1, 0).node("b", 1, 0).node("c", 1, 0);
    world.gang(
        "g", "default", 0, Minimum.of(minMember), Case.members("g", members, "", Case.shape(1, 0)));
    for (var i = 0; i < bound.length; i++) {
      world.bind(Case.id("g"), Map.of(pod(i), bound[i]));
    }
    return world;
  }

  private static PodId pod(int i) {
    var name = "g-%03d".formatted(i);
    return new PodId("lab", name, "uid-" + name);
  }

  private static Map<String, String> plan(String... nodes) {
    var plan = new HashMap<String, String>();
    for (var i = 0; i < nodes.length; i++) {
      plan.put(pod(i).uid(), nodes[i]);
    }
    return plan;
  }

  private static Recovery judge(Case world, Map<String, String> plan) {
    return Recovery.judge(world.seen(), world.gang("g"), plan, Settings.DEFAULT);
  }

  /** Another gang takes a node. */
  private static Case taken(Case world, String... nodes) {
    for (var node : nodes) {
      world.gang("x" + node, 1, Case.shape(1, 0));
      world.bind(
          Case.id("x" + node), Map.of(world.gang("x" + node).waiting().getFirst().id(), node));
    }
    return world;
  }

  @Test
  void planOfWhichNothingIsLeftIsDone() {
    assertThat(judge(world(2, 2, "a", "b"), plan("a", "b"))).isEqualTo(new Recovery.Done());
  }

  @Test
  void restOfAPlanThatHoldsIsCompleted() {
    var judged = judge(world(2, 2, "a"), plan("a", "b"));
    assertThat(judged).isInstanceOf(Recovery.Complete.class);
    assertThat(((Recovery.Complete) judged).seats()).isEqualTo(Map.of(pod(1), "b"));
  }

  @Test
  void planWithoutABindIsForgottenWhenSomebodyTookItsRoom() {
    assertThat(judge(taken(world(2, 2), "a"), plan("a", "b"))).isEqualTo(new Recovery.Forget());
  }

  @Test
  void otherHalfMovesWhenItsSeatIsTaken() {
    var judged = judge(taken(world(2, 2, "a"), "b"), plan("a", "b"));
    assertThat(judged).isInstanceOf(Recovery.Replan.class);
    assertThat(((Recovery.Replan) judged).seats()).isEqualTo(Map.of(pod(1), "c"));
  }

  @Test
  void halfAGangGoesWhenTheOtherHalfHasNoPlace() {
    assertThat(judge(taken(world(2, 2, "a"), "b", "c"), plan("a", "b")))
        .isEqualTo(new Recovery.Evict());
  }

  @Test
  void whatIsBoundStaysWhenItIsEnough() {
    assertThat(judge(taken(world(3, 2, "a", "b"), "c"), plan("a", "b", "c")))
        .isEqualTo(new Recovery.Forget());
  }

  @Test
  void aGangThatRanGoesOnWhenOneThatTookAnothersPlaceFindsNone() {
    var world = taken(world(3, 3, "a", "b"), "c");
    assertThat(judge(world, Map.of(pod(2).uid(), "c"))).isEqualTo(new Recovery.Forget());
    assertThat(judge(world, plan("a", "b", "c"))).isEqualTo(new Recovery.Evict());
  }

  @Test
  void whateverHappenedNothingIsOvercommittedAndNoGangStaysBelowItsMinimum() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);
    for (var round = 0; round < 3000; round++) {
      var world = new Case();
      var plan = planned(world, random);
      var gang = world.gang("g");
      var judged = judge(world, plan);
      assertThat(judge(world, plan)).as("round %d", round).isEqualTo(judged);
      switch (judged) {
        case Recovery.Complete(var seats) -> carriesOn(world, seats);
        case Recovery.Replan(var seats) -> carriesOn(world, seats);
        case Recovery.Evict _ -> assertThat(gang.staying()).isBetween(1, gang.minimum().pods());
        case Recovery.Forget _ ->
            assertThat(gang.staying() == 0 || gang.needed() == 0).as("round %d", round).isTrue();
        case Recovery.Done _ ->
            assertThat(gang.waiting()).noneMatch(m -> plan.containsKey(m.id().uid()));
      }
    }
  }

  private static void carriesOn(Case world, Map<PodId, String> seats) {
    world.bind(Case.id("g"), seats);
    assertThat(world.gang("g").needed()).isZero();
    assertThat(world.nodes())
        .filteredOn(node -> seats.containsValue(node.name()))
        .allMatch(node -> node.used().fits(node.allocatable()));
  }

  /** A plan, some of it bound, and a cluster that has changed since. */
  private static Map<String, String> planned(Case world, RandomGenerator random) {
    for (var i = 0; i < 4; i++) {
      world.node("n" + i, 1 + random.nextInt(4), 0);
    }
    world.gang("g", 1 + random.nextInt(5), Case.shape(1, 0));
    var plan = new HashMap<String, String>();
    if (world.plan().outcomes().getFirst() instanceof Outcome.Starts(var id, var seats, _)) {
      seats.forEach((pod, node) -> plan.put(pod.uid(), node));
      var bound = random.nextInt(seats.size() + 1);
      for (var member : world.gang("g").waiting().subList(0, bound)) {
        world.bind(id, Map.of(member.id(), seats.getOrDefault(member.id(), "")));
      }
    }
    for (var node : world.nodes()) {
      if (random.nextInt(3) == 0) {
        intruder(world, node);
      }
      if (random.nextInt(5) == 0 && node.pods().isEmpty()) {
        world.without(node.name());
      }
    }
    return plan;
  }

  private static void intruder(Case world, Node node) {
    if (node.free().amount("cpu") > 0) {
      world.gang("x" + node.name(), 1, Case.shape(1, 0));
      Gang gang = world.gang("x" + node.name());
      world.bind(gang.id(), Map.of(gang.waiting().getFirst().id(), node.name()));
    }
  }
}
