package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueueTest {
  private static Resources gpus(long amount) {
    return Resources.of(Map.of(Case.GPU, amount));
  }

  private static Queue queue(
      String name, Optional<String> parent, int weight, Queue.Limits limits) {
    return new Queue(name, parent, weight, 0, limits, true, true, Optional.empty());
  }

  private static Queue limited(String name, String parent, long capability) {
    var limits = new Queue.Limits(Optional.of(gpus(capability)), Resources.NONE, Optional.empty());
    return queue(name, Optional.of(parent), 1, limits);
  }

  private static Case world(Queue... queues) {
    var world = new Case().node("a", 0, 8).node("b", 0, 8);
    world.queues.clear();
    world.queues.addAll(List.of(queues));
    return world;
  }

  private static void singles(Case world, String queue, int count) {
    for (var i = 0; i < count; i++) {
      world.gang("%s-%02d".formatted(queue, i), queue, 0, 1, Case.shape(0, 1));
    }
  }

  private static long held(Case world, String queue) {
    return world.plan().queues().stream()
        .filter(share -> share.queue().equals(queue))
        .mapToLong(share -> share.allocated().amount(Case.GPU))
        .sum();
  }

  private static Explanation because(Case world, String gang) {
    return Case.outcome(world.plan(), gang)
        .map(outcome -> ((Outcome.Waits) outcome).because())
        .orElseThrow();
  }

  @Test
  void gangsStartByTheSharesOfTheirQueues() {
    var world = world(Queue.of("one", 3), Queue.of("two", 1));
    singles(world, "one", 16);
    singles(world, "two", 16);
    world.step();
    assertThat(held(world, "one")).isEqualTo(12);
    assertThat(held(world, "two")).isEqualTo(4);
  }

  @Test
  void idleQueuesLendWhatTheyDeserve() {
    var world = world(Queue.of("one", 1), Queue.of("two", 1));
    singles(world, "one", 16);
    world.step();
    assertThat(held(world, "one")).isEqualTo(16);
  }

  @Test
  void childrenShareWhatTheirParentHas() {
    var world =
        world(
            Queue.of("left", 1),
            Queue.of("right", 1),
            queue("left-a", Optional.of("left"), 1, Queue.Limits.NONE),
            queue("left-b", Optional.of("left"), 1, Queue.Limits.NONE));
    singles(world, "left-a", 16);
    singles(world, "left-b", 16);
    singles(world, "right", 16);
    world.step();
    assertThat(held(world, "right")).isEqualTo(8);
    assertThat(held(world, "left")).isEqualTo(8);
    assertThat(held(world, "left-a")).isEqualTo(4);
    assertThat(held(world, "left-b")).isEqualTo(4);
  }

  @Test
  void capabilityOfAParentBindsItsChildren() {
    var world = world(limited("top", "root", 3), limited("below", "top", 9));
    singles(world, "below", 5);
    world.step();
    assertThat(held(world, "below")).isEqualTo(3);
    assertThat(because(world, "below-03").message())
        .isEqualTo("Queue 'top' may use 3 nvidia.com/gpu and has 0 left; the gang asks for 1");
    assertThat(because(world, "below-03").facts().position()).isEqualTo(1);
    assertThat(because(world, "below-04").facts().position()).isEqualTo(2);
  }

  @Test
  void whoAsksForMoreThanTheQueueMayEverHaveIsNotToldToWait() {
    var world = world(limited("small", "root", 5));
    singles(world, "small", 2);
    world.step();
    world.gang("g", "small", 0, 6, Case.shape(0, 1));
    assertThat(because(world, "g").message())
        .isEqualTo("Queue 'small' may use 5 nvidia.com/gpu and has 3 left; the gang asks for 6");
    assertThat(because(world, "g").nextStep()).startsWith("Ask for less");
  }

  @Test
  void capabilityOfZeroAdmitsNothing() {
    var world = world(limited("none", "root", 0));
    singles(world, "none", 1);
    assertThat(because(world, "none-00").code()).isEqualTo(Explanation.Code.QueueLimit);
    assertThat(world.plan().admitted()).isEmpty();
  }

  @Test
  void guaranteeIsKeptForItsQueue() {
    var limits = new Queue.Limits(Optional.empty(), gpus(6), Optional.empty());
    var world = world(Queue.of("one", 9), queue("sure", Optional.empty(), 1, limits));
    singles(world, "one", 16);
    world.step();
    assertThat(held(world, "one")).isEqualTo(10);
    assertThat(because(world, "one-15").message())
        .isEqualTo(
            "Of what is left 0 nvidia.com/gpu is guaranteed to no other queue; the gang asks for 1");
    assertThat(because(world, "one-15").nextStep()).startsWith("Wait until");
    world.gang("never", "one", 0, 11, Case.shape(0, 1));
    assertThat(because(world, "never").nextStep()).startsWith("Ask for less, add a node");
    singles(world, "sure", 6);
    world.step();
    assertThat(held(world, "sure")).isEqualTo(6);
  }

  @Test
  void gangsAreLetInBeforeTheirPodsAreMade() {
    var world = world(limited("small", "root", 4));
    for (var name : List.of("first", "second")) {
      world.pass(Duration.ofSeconds(1));
      world.with(
          new Gang(
              Case.id(name),
              "small",
              new Rank(0, world.now, true, true),
              new Minimum(3, Map.of(), Optional.of(gpus(3))),
              List.of(),
              List.of(),
              Progress.NEW));
    }
    var plan = world.plan();
    assertThat(plan.admitted()).containsExactly(Case.id("first"));
    assertThat(because(world, "first").code()).isEqualTo(Explanation.Code.MissingMembers);
    assertThat(because(world, "first").message()).isEqualTo("0 of 3 members exist");
    assertThat(because(world, "second").code()).isEqualTo(Explanation.Code.QueueLimit);
  }

  @Test
  void closedQueueLetsNobodyInAndKeepsThoseItHas() {
    var closed =
        new Queue("shut", Optional.empty(), 1, 0, Queue.Limits.NONE, true, false, Optional.empty());
    var world = world(closed);
    singles(world, "shut", 2);
    assertThat(because(world, "shut-00").code()).isEqualTo(Explanation.Code.QueueClosed);
    assertThat(because(world, "shut-00").message()).isEqualTo("Queue 'shut' is closed");
    world.queues.add(
        new Queue(
            "below", Optional.of("shut"), 1, 0, Queue.Limits.NONE, true, true, Optional.empty()));
    world.gang("child", "below", 0, 1, Case.shape(0, 1));
    assertThat(because(world, "child").message())
        .isEqualTo("Queue 'below' is below 'shut', which is closed");
    assertThat(because(world, "child").nextStep())
        .startsWith("Open it: kubectl annotate queue shut scheduling.mooring.dev/closed-");
    var old = world.gang("shut-01");
    var admitted = new Progress(true, Map.of(), Optional.empty());
    world.with(
        new Gang(old.id(), "shut", old.rank(), old.minimum(), old.waiting(), List.of(), admitted));
    assertThat(Case.outcome(world.plan(), "shut-01")).containsInstanceOf(Outcome.Starts.class);
    world.gang("lost", "nowhere", 0, 1, Case.shape(0, 1));
    assertThat(because(world, "lost").message()).isEqualTo("Queue 'nowhere' does not exist");
  }

  @Test
  void ofAGangBeyondItsMinimumAsManyStartAsTheQueueMayHave() {
    var world = world(limited("small", "root", 3));
    world.gang("g", "small", 0, Minimum.of(2), Case.members("g", 5, "worker", Case.shape(0, 1)));
    var outcome = Case.outcome(world.plan(), "g").orElseThrow();
    assertThat(outcome).isInstanceOf(Outcome.Starts.class);
    var starts = (Outcome.Starts) outcome;
    assertThat(starts.seats()).hasSize(3);
    assertThat(starts.rest().orElseThrow().message())
        .isEqualTo(
            "Queue 'small' may use 3 nvidia.com/gpu and has 0 left; the rest of the gang asks for 2");
  }

  @Test
  void highPriorityMakesRoomInAQueueAtItsLimit() {
    var world = world(limited("small", "root", 2));
    singles(world, "small", 2);
    world.step();
    world.gang("high", "small", 1, 1, Case.shape(0, 1));
    var plan = world.step();
    assertThat(Case.outcome(plan, "high")).containsInstanceOf(Outcome.Evicts.class);
    assertThat(Case.outcome(world.plan(), "high")).containsInstanceOf(Outcome.Waits.class);
    world.left();
    assertThat(Case.outcome(world.step(), "high")).containsInstanceOf(Outcome.Starts.class);
  }

  @Test
  void queueThatIsItsOwnAncestorIsAtTheTop() {
    var world =
        world(
            queue("x", Optional.of("y"), 1, Queue.Limits.NONE),
            queue("y", Optional.of("x"), 1, Queue.Limits.NONE));
    singles(world, "x", 1);
    assertThat(world.step().queues()).extracting(QueueShare::queue).contains("x", "y");
    assertThat(held(world, "x")).isEqualTo(1);
  }

  @Test
  void reasonStaysTheSameWhileNothingToActOnChanges() {
    var world = world(Queue.of("q", 1));
    world.gang("big", "q", 0, 2, Case.shape(0, 8));
    world.step();
    world.gang("g", "q", 0, 2, Case.shape(0, 4));
    var first = because(world, "g");
    assertThat(first.message())
        .isEqualTo("0 of 2 members fit now; short of 4 nvidia.com/gpu on the nodes");
    world.pass(Duration.ofMinutes(5));
    world.gang("later", "q", 3, 1, Case.shape(0, 8));
    var second = because(world, "g");
    assertThat(second.facts().position()).isEqualTo(2);
    assertThat(second.saysTheSameAs(first)).isTrue();
  }
}
