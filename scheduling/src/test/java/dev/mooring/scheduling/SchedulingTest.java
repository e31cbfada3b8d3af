package dev.mooring.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SchedulingTest {
  private static final String GPU = "nvidia.com/gpu";

  private static Node node(String name, long cpu, long gpus) {
    return new Node(
        name,
        true,
        Map.of("kubernetes.io/hostname", name),
        List.of(),
        Resources.of(Map.of("cpu", cpu, GPU, gpus, "memory", 8L << 30, "pods", 10L)),
        Resources.NONE);
  }

  private static Member member(String name, long cpu, long gpus) {
    return new Member(
        new PodId(name, "uid-" + name),
        Resources.of(Map.of("cpu", cpu, GPU, gpus, "pods", 1L)),
        Map.of(),
        List.of());
  }

  private static Gang gang(Member... members) {
    return new Gang("default/g", members.length, List.of(members), 0);
  }

  private static Map<PodId, String> seats(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Fits.class);
    return ((Placement.Fits) placement).seats();
  }

  private static Reason reason(Placement placement) {
    assertThat(placement).isInstanceOf(Placement.Waits.class);
    return ((Placement.Waits) placement).because();
  }

  @Test
  void twoWorkersGoToTwoNodesWhereBothHaveRoom() {
    var cluster = new Snapshot(List.of(node("a", 4000, 0), node("b", 4000, 0)));
    var placed = seats(Scheduling.place(cluster, gang(member("0", 500, 0), member("1", 500, 0))));
    assertThat(new HashSet<>(placed.values())).hasSize(2);
  }

  @Test
  void gangWaitsUntilAllMembersFit() {
    var cluster = new Snapshot(List.of(node("a", 1000, 0), node("b", 400, 0)));
    var because = reason(Scheduling.place(cluster, gang(member("0", 500, 0), member("1", 600, 0))));
    assertThat(because.code()).isEqualTo("InsufficientResources");
    assertThat(because.message()).startsWith("1 of 2 members fit now").contains("0.6 cpu");
  }

  @Test
  void whatIsLeftAfterTheOthersIsWhatIsShort() {
    var cluster = new Snapshot(List.of(node("a", 1000, 0)));
    var because = reason(Scheduling.place(cluster, gang(member("0", 600, 0), member("1", 600, 0))));
    assertThat(because.message())
        .isEqualTo("1 of 2 members fit now; short of 0.6 cpu on 1 of 1 nodes");
  }

  @Test
  void resourceThatNoNodeEverHasIsNamed() {
    var cluster = new Snapshot(List.of(node("a", 4000, 2), node("b", 4000, 0)));
    var because = reason(Scheduling.place(cluster, gang(member("0", 500, 8))));
    assertThat(because.message())
        .isEqualTo(
            "Pod 0 asks for 8 nvidia.com/gpu; no node has as much: the most is 2 nvidia.com/gpu");
  }

  @Test
  void largeMemberIsNotShutOutBySmallOnes() {
    var cluster = new Snapshot(List.of(node("a", 4000, 8), node("b", 8000, 4)));
    var placed =
        seats(Scheduling.place(cluster, gang(member("small", 100, 4), member("large", 100, 8))));
    assertThat(placed).containsEntry(new PodId("large", "uid-large"), "a");
  }

  @Test
  void selectorTaintAndCordonAreToldApart() {
    var open = node("a", 4000, 0);
    var selecting =
        new Member(
            new PodId("0", "u"), Resources.of(Map.of("cpu", 1L)), Map.of("pool", "x"), List.of());
    assertThat(reason(Scheduling.place(new Snapshot(List.of(open)), gang(selecting))).message())
        .isEqualTo("None of 1 nodes matches pool=x");
    var tainted =
        new Node(
            "a",
            true,
            Map.of(),
            List.of(new Taint("gpu", "yes", "NoSchedule")),
            open.allocatable(),
            Resources.NONE);
    assertThat(
            reason(Scheduling.place(new Snapshot(List.of(tainted)), gang(member("0", 1, 0))))
                .message())
        .contains("gpu=yes:NoSchedule");
    var cordoned = new Node("a", false, Map.of(), List.of(), open.allocatable(), Resources.NONE);
    assertThat(
            reason(Scheduling.place(new Snapshot(List.of(cordoned)), gang(member("0", 1, 0))))
                .code())
        .isEqualTo("NodesUnavailable");
  }

  @Test
  void membersThatDoNotExistYetAreWaitedFor() {
    var cluster = new Snapshot(List.of(node("a", 4000, 0)));
    var because =
        reason(Scheduling.place(cluster, new Gang("default/g", 3, List.of(member("0", 1, 0)), 1)));
    assertThat(because.message()).isEqualTo("2 of 3 members exist");
  }

  @Test
  void placementsNeverOvercommitAndAreWholeAndTheSameEachTime() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261123);
    for (var round = 0; round < 2000; round++) {
      var cluster = randomCluster(random);
      var gang = randomGang(random);
      var placement = Scheduling.place(cluster, gang);
      assertThat(Scheduling.place(cluster, gang)).isEqualTo(placement);
      if (placement instanceof Placement.Fits(var placed)) {
        assertThat(placed).hasSizeGreaterThanOrEqualTo(gang.minMember());
        for (var node : cluster.with(gang, placed).nodes()) {
          assertThat(node.used().fits(node.allocatable())).isTrue();
        }
      }
    }
  }

  @Test
  void placementIsFoundWheneverBruteForceFindsOne() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (var round = 0; round < 2000; round++) {
      var cluster = randomCluster(random);
      var gang = randomGang(random);
      var fits = Scheduling.place(cluster, gang) instanceof Placement.Fits;
      assertThat(fits).isEqualTo(bruteForce(cluster, gang, 0, new HashMap<>()));
    }
  }

  private static boolean bruteForce(
      Snapshot cluster, Gang gang, int next, Map<PodId, String> seats) {
    if (next == gang.members().size()) {
      return cluster.with(gang, seats).nodes().stream()
          .allMatch(node -> node.used().fits(node.allocatable()));
    }
    for (var node : cluster.nodes()) {
      seats.put(gang.members().get(next).id(), node.name());
      if (bruteForce(cluster, gang, next + 1, seats)) {
        return true;
      }
    }
    return false;
  }

  private static Snapshot randomCluster(RandomGenerator random) {
    return new Snapshot(
        IntStream.range(0, random.nextInt(1, 4))
            .mapToObj(i -> node("n" + i, random.nextLong(1, 9), random.nextLong(0, 5)))
            .toList());
  }

  private static Gang randomGang(RandomGenerator random) {
    var members = new ArrayList<Member>();
    var size = random.nextInt(1, 5);
    for (var i = 0; i < size; i++) {
      members.add(member("p" + i, random.nextLong(0, 5), random.nextLong(0, 3)));
    }
    return new Gang("default/g", members.size(), members, 0);
  }
}
