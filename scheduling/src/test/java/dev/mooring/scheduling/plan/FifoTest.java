package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Taint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Queues that are first in, first out. */
final class FifoTest {
  private static Queue fifo(String name, Queue.Limits limits, boolean open) {
    return new Queue(name, Optional.empty(), 1, 0, limits, true, open, true, Optional.empty());
  }

  private static Queue limited(long gpus) {
    return fifo(
        "line", new Queue.Limits(Optional.of(gpus(gpus)), Resources.NONE, Optional.empty()), true);
  }

  private static Resources gpus(long amount) {
    return Resources.of(Map.of(Case.GPU, amount));
  }

  private static Case world(Queue line) {
    var world = new Case().node("a", 0, 4).node("b", 0, 4);
    world.queues.add(line);
    return world;
  }

  /** One GPU is free on each of the two nodes. */
  private static Case almostFull() {
    var world = world(fifo("line", Queue.Limits.NONE, true));
    world.settings = evictions(false);
    world.gang("one", 1, Case.shape(0, 3)).step();
    world.gang("two", 1, Case.shape(0, 3)).step();
    return world;
  }

  /** Comes a second after the one before. */
  private static void comes(Case world, String name, String queue, int count, long gpus) {
    comes(world, name, queue, 0, count, gpus);
  }

  private static void comes(
      Case world, String name, String queue, int priority, int count, long gpus) {
    world.pass(Duration.ofSeconds(1));
    world.gang(name, queue, priority, count, Case.shape(0, gpus));
  }

  /** A gang whose pods are made once it is let in. */
  private static void comesWithoutPods(Case world, String name, int count, boolean letIn) {
    world.pass(Duration.ofSeconds(1));
    world.with(
        gang(
            name,
            world,
            new Minimum(count, Map.of(), Optional.of(gpus(count))),
            List.of(),
            new Progress(letIn, Map.of(), Optional.empty())));
  }

  private static Gang gang(
      String name, Case world, Minimum minimum, List<Member> members, Progress progress) {
    var rank = new Rank(0, world.now, true, true);
    return new Gang(Case.id(name), "line", rank, minimum, members, List.of(), progress);
  }

  private static Explanation because(Plan plan, String gang) {
    return Case.outcome(plan, gang)
        .map(outcome -> ((Outcome.Waits) outcome).because())
        .orElseThrow();
  }

  private static void assertStarts(Plan plan, String gang) {
    assertThat(Case.outcome(plan, gang)).as(gang).containsInstanceOf(Outcome.Starts.class);
  }

  @Test
  void behindOneThatWaitsForRoomNobodyOfItsQueueStarts() {
    var world = almostFull();
    comes(world, "head", "line", 1, 4);
    comes(world, "second", "line", 1, 1);
    comes(world, "third", "line", 1, 1);
    comes(world, "other", "default", 1, 1);
    var plan = world.step();
    assertThat(because(plan, "head").code()).isEqualTo(Code.InsufficientResources);
    assertThat(because(plan, "second").code()).isEqualTo(Code.NotItsTurn);
    assertThat(because(plan, "second").message())
        .isEqualTo(
            "Gang 'lab/head' comes before it and waits; queue 'line' is first in, first out");
    assertThat(because(plan, "third").message()).startsWith("Gang 'lab/second' comes before it");
    assertThat(because(plan, "third").facts().position()).isEqualTo(3);
    assertStarts(plan, "other");
    world.end(Case.id("one"));
    world.end(Case.id("other"));
    var next = world.step();
    for (var gang : List.of("head", "second")) {
      assertStarts(next, gang);
    }
  }

  @Test
  void whatCouldNeverStartHoldsNobodyBack() {
    var world = world(limited(6));
    comes(world, "huge", "line", 1, 5);
    comes(world, "beyond", "line", 2, 4);
    comes(world, "fits", "line", 1, 1);
    var plan = world.step();
    assertThat(because(plan, "huge").code()).isEqualTo(Code.NeverFits);
    assertThat(because(plan, "beyond").code()).isEqualTo(Code.QueueLimit);
    assertStarts(plan, "fits");
  }

  /** Each of its pods would fit alone into an empty node. */
  @Test
  void whatCouldNotStartWhoeverEndsHoldsNobodyBack() {
    var world = world(fifo("line", Queue.Limits.NONE, true));
    var stranger = Case.id("daemon");
    world.gang("daemon", 2, Case.shape(0, 1));
    world.bind(stranger, strangers(world));
    var members = Case.members("two", 1, "small", Case.shape(0, 2));
    members.addAll(Case.members("two", 2, "large", Case.shape(0, 3)));
    world.forget(stranger);
    comes(world, "whole", "line", 1, 4);
    world.pass(Duration.ofSeconds(1));
    world.gang("two", "line", 0, Minimum.of(3), members);
    comes(world, "fits", "line", 1, 1);
    assertStarts(world.step(), "fits");
  }

  /** What it has it keeps: the others must fit beside that, not there. */
  @Test
  void oneThatHasLostAPlaceForGoodHoldsNobodyBack() {
    var world = world(fifo("line", Queue.Limits.NONE, true)).node("c", 0, 2);
    comes(world, "wide", "line", 2, 4);
    world.step();
    assertThat(world.gang("wide").running()).isTrue();
    var wide = world.gang("wide");
    var lost = wide.seated().getFirst();
    var node = world.nodes().stream().filter(one -> one.pods().contains(lost)).findFirst();
    world.without(node.orElseThrow().name());
    world.with(
        new Gang(
            wide.id(),
            wide.queue(),
            wide.rank(),
            wide.minimum(),
            Case.members("wide-again", 1, "", Case.shape(0, 4)),
            List.of(wide.seated().getLast()),
            wide.progress()));
    comes(world, "fits", "line", 1, 1);
    assertStarts(world.step(), "fits");
  }

  /** Nodes come back; Kubernetes sets a second taint for those that do not soon. */
  @Test
  void behindOneWhoseNodeIsNotReadyNobodyOfItsQueueStarts() {
    var drivesAway = new Taint(Taint.UNREACHABLE.key(), "", "NoExecute");
    for (var closed : List.of(Taint.NOT_READY, Taint.UNREACHABLE, drivesAway)) {
      var world = world(fifo("line", Queue.Limits.NONE, true)).node("c", 0, 6).taint("c", closed);
      comes(world, "runs", "line", 1, 3);
      world.step();
      comes(world, "head", "line", 1, 6);
      comes(world, "second", "line", 1, 1);
      var plan = world.step();
      assertThat(because(plan, "head").code()).isEqualTo(Code.NodesUnavailable);
      assertThat(because(plan, "head").message()).endsWith("but for nodes that are not ready: c");
      assertThat(because(plan, "second").code()).isEqualTo(Code.NotItsTurn);
      var next = world.taint("c").step();
      for (var gang : List.of("head", "second")) {
        assertStarts(next, gang);
      }
    }
  }

  /** Others' pods are still on it, and end some time. */
  @Test
  void whoHasHisPlaceOnANodeThatIsNotReadyIsInNobodysWayForEver() {
    var world = world(fifo("line", Queue.Limits.NONE, true)).node("c", 0, 6);
    comes(world, "runs", "line", 1, 6);
    world.step();
    world.taint("c", Taint.NOT_READY);
    comes(world, "head", "line", 1, 6);
    comes(world, "second", "line", 1, 1);
    assertThat(because(world.step(), "second").code()).isEqualTo(Code.NotItsTurn);
  }

  @Test
  void whatIsGuaranteedToOthersIsLessOfMoreNodes() {
    var world = world(fifo("line", Queue.Limits.NONE, true)).taint("a", Taint.NOT_READY);
    world.queues.add(
        fifo("promised", new Queue.Limits(Optional.empty(), gpus(5), Optional.empty()), true));
    comes(world, "head", "line", 1, 3);
    comes(world, "second", "line", 1, 1);
    var plan = world.step();
    assertThat(because(plan, "head").code()).isEqualTo(Code.GuaranteedToOthers);
    assertThat(because(plan, "second").code()).isEqualTo(Code.NotItsTurn);
  }

  /** Somebody cordons a node for as long as he likes, and it may be for good. */
  @Test
  void oneWhoseNodeIsCordonedOrTakenHoldsNobodyBack() {
    var world = world(fifo("line", Queue.Limits.NONE, true)).node("c", 0, 6);
    world.taint("c", Taint.CORDON, Taint.NOT_READY);
    comes(world, "head", "line", 1, 6);
    comes(world, "second", "line", 1, 1);
    assertStarts(world.step(), "second");
    var stranger = Case.id("daemon");
    var other = world(fifo("line", Queue.Limits.NONE, true)).node("c", 0, 6);
    other.gang("daemon", 1, Case.shape(0, 1));
    other.bind(stranger, Map.of(other.gang("daemon").waiting().getFirst().id(), "c"));
    other.forget(stranger);
    other.taint("c", Taint.NOT_READY);
    comes(other, "head", "line", 1, 6);
    comes(other, "second", "line", 1, 1);
    assertStarts(other.step(), "second");
  }

  private static Map<PodId, String> strangers(Case world) {
    var pods = world.gang("daemon").waiting();
    return Map.of(pods.get(0).id(), "a", pods.get(1).id(), "b");
  }

  @Test
  void whatIsGuaranteedToOthersHoldsNobodyBackForEver() {
    var world = world(fifo("line", Queue.Limits.NONE, true));
    world.queues.add(
        fifo("promised", new Queue.Limits(Optional.empty(), gpus(5), Optional.empty()), true));
    comes(world, "large", "line", 1, 4);
    comes(world, "fits", "line", 1, 1);
    var plan = world.step();
    assertThat(because(plan, "large").code()).isEqualTo(Code.GuaranteedToOthers);
    assertStarts(plan, "fits");
  }

  @Test
  void whoseMembersAreNotThereHoldsNobodyBack() {
    var world = world(fifo("line", Queue.Limits.NONE, true));
    comesWithoutPods(world, "empty", 2, true);
    comes(world, "fits", "line", 1, 1);
    assertStarts(world.step(), "fits");
  }

  @Test
  void queueAtItsLimitIsALineToo() {
    var world = world(limited(4));
    comes(world, "runs", "line", 1, 2);
    world.step();
    comes(world, "head", "line", 1, 3);
    comes(world, "small", "line", 1, 1);
    var plan = world.step();
    assertThat(because(plan, "head").code()).isEqualTo(Code.QueueLimit);
    assertThat(because(plan, "small").code()).isEqualTo(Code.NotItsTurn);
  }

  @Test
  void behindOneThatIsNotLetInNobodyIsButWhoWasBeforeStarts() {
    var world = world(limited(4));
    comes(world, "runs", "line", 1, 2);
    world.step();
    comesWithoutPods(world, "head", 3, false);
    comesWithoutPods(world, "later", 1, false);
    world.pass(Duration.ofSeconds(1));
    world.with(
        gang(
            "let-in",
            world,
            Minimum.of(1),
            Case.members("let-in", 1, "", Case.shape(0, 1)),
            new Progress(true, Map.of(), Optional.empty())));
    var plan = world.step();
    assertThat(because(plan, "head").code()).isEqualTo(Code.QueueLimit);
    assertThat(because(plan, "later").code()).isEqualTo(Code.NotItsTurn);
    assertThat(plan.admitted()).isEmpty();
    assertStarts(plan, "let-in");
  }

  @Test
  void gangThatHasStartedGetsItsOtherPods() {
    var world = almostFull().node("c", 0, 2);
    var members = Case.members("grows", 2, "worker", Case.shape(0, 1));
    world.gang("grows", "line", 0, Minimum.of(1), members.subList(0, 1));
    world.step();
    var grows = world.gang("grows");
    world.with(
        new Gang(
            grows.id(),
            "line",
            grows.rank(),
            grows.minimum(),
            members.subList(1, 2),
            grows.seated(),
            grows.progress()));
    world.gang("head", "line", 1, 1, Case.shape(0, 4));
    var plan = world.step();
    assertThat(because(plan, "head").code()).isEqualTo(Code.InsufficientResources);
    assertStarts(plan, "grows");
  }

  @Test
  void roomThatIsMadeForOneStaysHisWhenHisQueueBecomesALine() {
    var world = world(Queue.of("line", 1));
    world.gang("low-a", "line", 0, 1, Case.shape(0, 4));
    world.gang("low-b", "line", 0, 1, Case.shape(0, 4)).step();
    comes(world, "first", "line", 1, 1, 4);
    comes(world, "second", "line", 1, 1, 4);
    world.step();
    world.queues.removeLast();
    world.queues.add(fifo("line", Queue.Limits.NONE, true));
    var plan = world.step();
    for (var gang : List.of("first", "second")) {
      assertThat(because(plan, gang).code()).isEqualTo(Code.RoomIsBeingMade);
    }
    world.left();
    var next = world.step();
    for (var gang : List.of("first", "second")) {
      assertStarts(next, gang);
    }
  }

  @Test
  void closedQueueSaysThatItIs() {
    var world = world(fifo("line", Queue.Limits.NONE, false));
    world.gang("one", 1, Case.shape(0, 3)).step();
    world.gang("two", 1, Case.shape(0, 3)).step();
    world.with(
        gang(
            "head",
            world,
            Minimum.of(1),
            Case.members("head", 1, "", Case.shape(0, 4)),
            new Progress(true, Map.of(), Optional.empty())));
    comes(world, "late", "line", 1, 1);
    assertThat(because(world.step(), "late").code()).isEqualTo(Code.QueueClosed);
  }

  /** Whatever runs, comes and ends beside it. */
  @Test
  void gangsOfAQueueStartInTheirOrder() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1909);
    var heldBack = 0;
    for (var round = 0; round < 60; round++) {
      var simulator = busy(random, false);
      var world = simulator.world;
      var turns = new int[1];
      simulator.watch(plan -> turns[0] += checked(plan, world));
      simulator.run(Case.START.plus(Duration.ofHours(6)));
      assertThat(world.gangs()).as("round %d", round).noneMatch(gang -> gang.staying() == 0);
      heldBack += turns[0];
    }
    assertThat(heldBack).isGreaterThan(60);
  }

  /** Room that is made for one is his, whoever comes before him meanwhile; and nobody starves. */
  @Test
  void allStartWhereOthersAreEvictedToo() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1911);
    for (var round = 0; round < 40; round++) {
      var simulator = busy(random, true);
      simulator.run(Case.START.plus(Duration.ofHours(6)));
      assertThat(simulator.world.gangs())
          .as("round %d", round)
          .noneMatch(gang -> gang.staying() == 0);
    }
  }

  /** How many were told to wait for their turn, after nobody has started before his. */
  private static int checked(Plan plan, Case world) {
    var waits = Optional.<GangId>empty();
    var heldBack = 0;
    for (var outcome : plan.outcomes()) {
      if (!world.gang(outcome.gang().name()).queue().equals("line")) {
        continue;
      }
      switch (outcome) {
        case Outcome.Starts _ -> assertThat(waits).as("before %s", outcome.gang()).isEmpty();
        case Outcome.Evicts evicts -> waits = Optional.of(evicts.gang());
        case Outcome.Waits(var gang, var because) -> {
          heldBack += because.code() == Code.NotItsTurn ? 1 : 0;
          waits = Optional.of(gang);
        }
      }
    }
    return heldBack;
  }

  /** Gangs that could all start some time, of a queue with a line and of one without. */
  private static Simulator busy(RandomGenerator random, boolean evictions) {
    var world = world(random.nextBoolean() ? limited(8) : limited(100));
    world.settings = evictions(evictions);
    var runs = new HashMap<GangId, Duration>();
    var simulator =
        new Simulator(world, gang -> Objects.requireNonNull(runs.get(gang.id()), "run"));
    for (var g = 0; g < 40; g++) {
      var name = "g%02d".formatted(g);
      var queue = random.nextInt(3) == 0 ? "default" : "line";
      var priority = random.nextInt(2);
      var size = random.nextInt(1, 3);
      var each = random.nextLong(1, 5);
      runs.put(Case.id(name), Duration.ofSeconds(random.nextInt(1, 300)));
      simulator.at(
          Case.START.plusSeconds(random.nextInt(600)),
          () -> world.gang(name, queue, priority, size, Case.shape(0, each)));
    }
    return simulator;
  }

  private static Settings evictions(boolean on) {
    var base = Settings.DEFAULT;
    return new Settings(
        base.placing(),
        base.scores(),
        new Settings.Preemption(on, Duration.ZERO, 200),
        base.mostTries(),
        base.ageing(),
        true);
  }
}
