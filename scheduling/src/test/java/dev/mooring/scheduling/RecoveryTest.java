package dev.mooring.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecoveryTest {

  private static Node node(String name, long cpu, long used) {
    return new Node(
        name,
        true,
        Map.of(),
        List.of(),
        Resources.of(Map.of("cpu", cpu)),
        Resources.of(Map.of("cpu", used)));
  }

  private static Member member(String name, long cpu) {
    return new Member(
        new PodId(name, "uid-" + name), Resources.of(Map.of("cpu", cpu)), Map.of(), List.of());
  }

  private static Snapshot nodes(Node... nodes) {
    return new Snapshot(List.of(nodes));
  }

  private static Gang gang(int minMember, int seated, Member... unbound) {
    return new Gang("lab/g", minMember, List.of(unbound), seated);
  }

  @Test
  void planOfWhichNothingIsLeftIsDone() {
    var judged = Recovery.judge(nodes(node("a", 2, 2)), gang(2, 2), Map.of("uid-0", "a"));
    assertThat(judged).isEqualTo(new Recovery.Done());
  }

  @Test
  void restOfAPlanThatHoldsIsCompleted() {
    var judged =
        Recovery.judge(
            nodes(node("a", 1, 1), node("b", 1, 0)),
            gang(2, 1, member("1", 1)),
            Map.of("uid-0", "a", "uid-1", "b"));
    assertThat(judged).isEqualTo(new Recovery.Complete(Map.of(new PodId("1", "uid-1"), "b")));
  }

  @Test
  void planWithoutABindIsForgottenWhenSomebodyTookItsRoom() {
    var judged =
        Recovery.judge(
            nodes(node("a", 1, 1), node("b", 1, 0)),
            gang(2, 0, member("0", 1), member("1", 1)),
            Map.of("uid-0", "a", "uid-1", "b"));
    assertThat(judged).isEqualTo(new Recovery.Forget());
  }

  @Test
  void otherHalfMovesWhenItsSeatIsTaken() {
    var judged =
        Recovery.judge(
            nodes(node("a", 1, 1), node("b", 1, 1), node("c", 1, 0)),
            gang(2, 1, member("1", 1)),
            Map.of("uid-0", "a", "uid-1", "b"));
    assertThat(judged).isEqualTo(new Recovery.Replan(Map.of(new PodId("1", "uid-1"), "c")));
  }

  @Test
  void halfAGangGoesWhenTheOtherHalfHasNoPlace() {
    var judged =
        Recovery.judge(
            nodes(node("a", 1, 1), node("b", 1, 1)),
            gang(2, 1, member("1", 1)),
            Map.of("uid-0", "a", "uid-1", "b"));
    assertThat(judged).isEqualTo(new Recovery.Evict());
  }

  @Test
  void whatIsBoundStaysWhenItIsEnough() {
    var judged =
        Recovery.judge(
            nodes(node("a", 2, 2), node("b", 1, 1)),
            gang(2, 2, member("2", 1)),
            Map.of("uid-0", "a", "uid-1", "a", "uid-2", "b"));
    assertThat(judged).isEqualTo(new Recovery.Forget());
  }

  @Test
  void whateverHappenedNothingIsOvercommittedAndNoGangStaysBelowItsMinimum() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);
    for (var round = 0; round < 3000; round++) {
      var before = random(random);
      var judged = Recovery.judge(before.nodes(), before.gang(), before.plan());
      assertThat(Recovery.judge(before.nodes(), before.gang(), before.plan())).isEqualTo(judged);
      var seatedAfter =
          switch (judged) {
            case Recovery.Complete(var seats) -> before.seatedWith(seats);
            case Recovery.Replan(var seats) -> before.seatedWith(seats);
            case Recovery.Evict _ -> 0;
            case Recovery.Forget _, Recovery.Done _ -> before.gang().seated();
          };
      assertThat(seatedAfter)
          .as("round %d: %s of %s", round, judged, before)
          .satisfiesAnyOf(
              seated -> assertThat(seated).isZero(),
              seated -> assertThat(seated).isGreaterThanOrEqualTo(before.gang().minMember()),
              // Its last pods are gone with whoever deleted them; their owner makes them anew.
              seated -> assertThat(judged).isEqualTo(new Recovery.Done()));
    }
  }

  /** A plan, some of it bound, and a cluster that has changed since. */
  private record Case(Snapshot nodes, Gang gang, Map<String, String> plan) {
    int seatedWith(Map<PodId, String> seats) {
      assertThat(nodes.with(gang, seats).nodes())
          .filteredOn(node -> seats.containsValue(node.name()))
          .allMatch(node -> node.used().fits(node.allocatable()));
      return gang.seated() + seats.size();
    }
  }

  private static Case random(RandomGenerator random) {
    var cpus =
        IntStream.range(0, 4).mapToObj(i -> node("n" + i, 1 + random.nextInt(4), 0)).toList();
    var members =
        IntStream.range(0, 1 + random.nextInt(5)).mapToObj(i -> member("p" + i, 1)).toList();
    var gang = new Gang("lab/g", members.size(), members, 0);
    var plan = new HashMap<String, String>();
    var now = new Snapshot(cpus);
    var unbound = new ArrayList<>(members);
    if (Scheduling.place(now, gang) instanceof Placement.Fits(var seats)) {
      seats.forEach((pod, node) -> plan.put(pod.uid(), node));
      var bound = new ArrayList<>(members.subList(0, random.nextInt(members.size() + 1)));
      now = now.with(new Gang("lab/g", 1, bound, 0), seats);
      unbound.removeAll(bound);
    }
    // Others took room, and a node went.
    var changed = new ArrayList<Node>();
    for (var node : now.nodes()) {
      if (random.nextInt(5) > 0) {
        var taken = node.free().amount("cpu") > 0 && random.nextInt(3) == 0 ? 1L : 0L;
        changed.add(node.with(Resources.of(Map.of("cpu", taken))));
      }
    }
    var seated = members.size() - unbound.size();
    return new Case(
        new Snapshot(changed), new Gang("lab/g", members.size(), unbound, seated), plan);
  }
}
