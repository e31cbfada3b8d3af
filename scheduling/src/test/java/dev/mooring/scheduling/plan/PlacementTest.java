package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.HostPort;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Selector;
import dev.mooring.scheduling.model.Spread;
import dev.mooring.scheduling.model.Taint;
import dev.mooring.scheduling.model.Toleration;
import dev.mooring.scheduling.model.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private static final String ZONE = "zone";
  private static final Selector TRAINERS = Selector.ofLabels(Map.of("app", "train"));

  private static PodTerm trainersBy(String key) {
    return new PodTerm(TRAINERS, PodTerm.Namespaces.of("lab"), key);
  }

  private static Map<PodId, String> seats(Case world, String gang) {
    return Case.outcome(world.plan(), gang)
        .map(outcome ->
            outcome instanceof Outcome.Starts(_, var seats, _) ? seats : Map.<PodId, String>of())
        .orElseThrow();
  }

  private static Explanation because(Case world, String gang) {
    return Case.outcome(world.plan(), gang)
        .map(outcome -> ((Outcome.Waits) outcome).because())
        .orElseThrow();
  }

  @Test
  void binpackFillsANodeAndSpreadTakesOneEach() {
    var world = new Case().node("a", 4000, 0).node("b", 4000, 0);
    world.gang("g", 2, Case.shape(500, 0));
    assertThat(new HashSet<>(seats(world, "g").values())).hasSize(1);
    world.queues.clear();
    world.queues.add(
        new Queue(
            "default",
            Optional.empty(),
            1,
            0,
            Queue.Limits.NONE,
            true,
            true,
            Optional.of(Placing.SPREAD)));
    assertThat(new HashSet<>(seats(world, "g").values())).hasSize(2);
  }

  @Test
  void wholeDeviceNodesStayFree() {
    var world = new Case().node("a", 8000, 8).node("b", 8000, 8).node("c", 64_000, 0);
    world.gang("one", 1, Case.shape(1000, 1)).step();
    world.gang("two", 1, Case.shape(1000, 1)).gang("none", 1, Case.shape(1000, 0)).step();
    assertThat(world.nodes())
        .filteredOn(node -> node.pods().isEmpty())
        .extracting(Node::name)
        .containsExactly("b");
    assertThat(world.nodes().get(2).pods()).hasSize(1);
  }

  @Test
  void gangWaitsUntilAllMembersFit() {
    var world = new Case().node("a", 1000, 0).node("b", 400, 0);
    world.gang(
        "g",
        "default",
        0,
        Minimum.of(2),
        Stream.concat(
                Case.members("g", 1, "x", Case.shape(500, 0)).stream(),
                Case.members("g", 1, "y", Case.shape(600, 0)).stream())
            .toList());
    var because = because(world, "g");
    assertThat(because.code()).isEqualTo(Explanation.Code.InsufficientResources);
    assertThat(because.message())
        .isEqualTo("1 of 2 members fit now; short of 0.5 cpu on the nodes");
    assertThat(because.facts().shortages())
        .containsExactly(new Explanation.Shortage("cpu", 100, 2, 2));
    assertThat(world.step().reservations()).isEmpty();
  }

  /** Each would fit alone, and nobody who ends could make room for all. */
  @Test
  void aGangThatTheNodesCouldNotTakeEvenIfTheyWereEmptyIsToldSo() {
    var world = new Case().node("a", 1000, 0).node("b", 900, 0);
    world.gang("runs", 1, Case.shape(500, 0)).step();
    world.gang("g", 4, Case.shape(500, 0));
    var because = because(world, "g");
    assertThat(because.code()).isEqualTo(Explanation.Code.NeverFits);
    assertThat(because.message())
        .isEqualTo(
            "2 of 4 members fit now; even with nothing else on the nodes only 3 would,"
                + " and 4 must start together; short of 0.5 cpu on the nodes");
    assertThat(because.facts().fit()).isEqualTo(2);
    world.node("c", 500, 0);
    assertThat(because(world, "g").code())
        .as("once the one that runs has ended it fits")
        .isEqualTo(Explanation.Code.InsufficientResources);
  }

  @Test
  void nodesThatComeBackCountForWhatCouldEverFit() {
    for (var closed : List.of(Taint.NOT_READY, Taint.CORDON)) {
      var world = new Case().node("a", 1000, 0).node("b", 1000, 0).taint("b", closed);
      world.gang("g", 4, Case.shape(500, 0));
      assertThat(because(world, "g").code()).isEqualTo(Explanation.Code.InsufficientResources);
    }
  }

  /** The one that runs is of another kind; the others fit once their node is free. */
  @Test
  void aGangOfWhichSomeRunIsNotToldThatItNeverFits() {
    var world = new Case().node("cpu", 1000, 0).node("gpu", 0, 4);
    var master = Case.members("g", 1, "master", Case.shape(1000, 0));
    var workers = Case.members("g", 4, "worker", Case.shape(0, 1));
    world.gang("g", "default", 0, Minimum.of(1), master);
    world.gang("other", 1, Case.shape(0, 1)).step();
    var runs = world.gang("g");
    world.with(
        new Gang(
            runs.id(),
            runs.queue(),
            runs.rank(),
            Minimum.of(5),
            workers,
            runs.seated(),
            runs.progress()));
    assertThat(because(world, "g").code()).isEqualTo(Explanation.Code.InsufficientResources);
  }

  @Test
  void minimumsOfRolesAreKeptAndMoreStartWhereThereIsRoom() {
    var world = new Case().node("a", 3000, 0);
    var members =
        Stream.concat(
                Case.members("g", 1, "master", Case.shape(2000, 0)).stream(),
                Case.members("g", 4, "worker", Case.shape(500, 0)).stream())
            .toList();
    world.gang("g", "default", 0, new Minimum(2, Map.of("master", 1), Optional.empty()), members);
    var seats = seats(world, "g");
    assertThat(seats).hasSize(3);
    assertThat(seats.keySet()).anyMatch(pod -> pod.name().contains("master"));
    assertThat(Case.outcome(world.plan(), "g"))
        .containsInstanceOf(Outcome.Starts.class)
        .hasValueSatisfying(o -> assertThat(((Outcome.Starts) o).rest()).isPresent());
  }

  @Test
  void membersThatMustBeNearGoWhereAllHaveRoom() {
    var world = new Case();
    world.node("a1", 0, 2, Map.of(ZONE, "a")).node("a2", 0, 1, Map.of(ZONE, "a"));
    world.node("b1", 0, 2, Map.of(ZONE, "b")).node("b2", 0, 2, Map.of(ZONE, "b"));
    var near = new Company(List.of(trainersBy(ZONE)), List.of(), List.of(), List.of());
    world.gang("g", 4, Case.shape(1, Map.of("app", "train"), near));
    assertThat(seats(world, "g").values()).containsOnly("b1", "b2");
    world.gang("h", 5, Case.shape(1, Map.of("app", "train"), near));
    assertThat(because(world, "h").code()).isNotNull();
  }

  @Test
  void membersApartNeedAPlaceEach() {
    var world = new Case().node("a", 0, 8).node("b", 0, 8);
    var apart =
        new Company(List.of(), List.of(trainersBy("kubernetes.io/hostname")), List.of(), List.of());
    world.gang("g", 2, Case.shape(1, Map.of("app", "train"), apart));
    assertThat(new HashSet<>(seats(world, "g").values())).hasSize(2);
    world.step();
    // Those that are there keep others off, though these do not mind.
    world.gang("h", 1, Case.shape(1, Map.of("app", "train"), Company.ANY));
    assertThat(because(world, "h").code()).isEqualTo(Explanation.Code.PlacementRules);
  }

  @Test
  void nodeRulesAreToldApart() {
    var world = new Case().node("a", 4000, 0);
    var shape = Case.shape(1, 0);
    world.gang(
        "g", 1, with(shape, new NodeRules(Map.of("pool", "x"), List.of(), List.of(), List.of())));
    assertThat(because(world, "g").message())
        .isEqualTo("The cluster's only node does not match pool=x");
    world.gang(
        "g",
        1,
        with(
            shape,
            new NodeRules(
                Map.of(),
                List.of(
                    NodeTerm.ofLabels(
                        new Requirement("gpus", Requirement.Operator.GT, Set.of("3")))),
                List.of(),
                List.of())));
    assertThat(because(world, "g").message())
        .isEqualTo("The cluster's only node does not match gpus>3");
    world.taint("a", new Taint("gpu", "yes", "NoSchedule"));
    world.gang("g", 1, shape);
    assertThat(because(world, "g").message()).contains("gpu=yes:NoSchedule");
    var bears =
        new NodeRules(
            Map.of(), List.of(), List.of(), List.of(new Toleration("gpu", "Exists", "", "")));
    world.gang("g", 1, with(shape, bears));
    assertThat(seats(world, "g")).hasSize(1);
    world.taint("a", Taint.NOT_READY);
    world.gang("g", 1, shape);
    assertThat(because(world, "g").code()).isEqualTo(Explanation.Code.NodesUnavailable);
    world.taint("a");
    world.gang(
        "g", 1, with(shape, List.of(), List.of(new Volume.Blocked("data", "does not exist"))));
    assertThat(because(world, "g").message()).isEqualTo("Volume claim 'data' does not exist");
    world.gang("g", 1, Case.shape(5000, 0));
    assertThat(because(world, "g").message())
        .isEqualTo("A pod asks for 5 cpu, and the most that a node has is 4");
    world.node("larger", 5000, 0).taint("larger", Taint.NOT_READY);
    assertThat(because(world, "g").message())
        .isEqualTo(
            "A pod asks for 5 cpu, and the most that a node has is 4, but for nodes that are not ready: larger");
  }

  @Test
  void whoBearsThatANodeIsCordonedOrNotReadyGoesThere() {
    var shape = Case.shape(1, 0);
    for (var closed : List.of(Taint.CORDON, Taint.NOT_READY, Taint.UNREACHABLE)) {
      var world = new Case().node("a", 4000, 0).taint("a", closed);
      world.gang("g", 1, shape);
      assertThat(because(world, "g").message())
          .isEqualTo("The only node that matches is cordoned or not ready");
      for (var toleration : List.of(bears(closed), new Toleration("", "Exists", "", ""))) {
        world.gang("g", 1, with(shape, tolerating(toleration)));
        assertThat(seats(world, "g").values()).containsExactly("a");
      }
      // What Kubernetes gives each pod for the first minutes: it stays where it is.
      var stays = new Toleration(closed.key(), "Exists", "", "NoExecute");
      world.gang("g", 1, with(shape, tolerating(stays)));
      assertThat(because(world, "g").code()).isEqualTo(Explanation.Code.NodesUnavailable);
    }
  }

  /** Kubernetes would not take them away from there, for they bear that. */
  @Test
  void whoBearsEverythingGoesToNodesThatAreNotReadyLast() {
    for (var closed : List.of(Taint.NOT_READY, Taint.UNREACHABLE)) {
      var world = new Case().node("a", 4000, 0).node("b", 4000, 0);
      world.gang("packed", 1, with(Case.shape(1000, 0), List.of(), List.of())).step();
      var full = world.nodes().getFirst().pods().isEmpty() ? "b" : "a";
      world.taint(full, closed);
      var shape = with(Case.shape(1000, 0), tolerating(new Toleration("", "Exists", "", "")));
      world.gang("g", 5, shape);
      assertThat(Collections.frequency(seats(world, "g").values(), full)).isEqualTo(1);
    }
  }

  @Test
  void claimsWhoseVolumesLieOnDifferentNodesAreNotToldAsALackOfRoom() {
    var world = new Case().node("a", 4000, 0).node("b", 4000, 0);
    var apart = List.<Volume>of(told("a"), told("b"));
    world.gang("g", 1, with(Case.shape(1000, 0), List.of(), apart));
    assertThat(because(world, "g").code()).isEqualTo(Explanation.Code.VolumeUnavailable);
    assertThat(because(world, "g").message()).startsWith("No node that matches reaches");
  }

  @Test
  void whatIsNotOnTheNodesThatAreSelectedIsSaidOfThose() {
    var world = new Case().node("a", 4000, 0, Map.of("zone", "x")).node("b", 8000, 0);
    var here = new NodeRules(Map.of("zone", "x"), List.of(), List.of(), List.of());
    world.gang("g", 1, with(Case.shape(8000, 0), here));
    assertThat(because(world, "g").message())
        .isEqualTo("A pod asks for 8 cpu, and the most that a node matching zone=x has is 4");
  }

  /** Kubernetes sets two taints where a node is not ready, and the second drives pods away. */
  @Test
  void whoBearsOnlyOneOfTwoTaintsIsToldOfTheOther() {
    var drives = new Taint(Taint.NOT_READY.key(), "", "NoExecute");
    var world = new Case().node("a", 4000, 0).taint("a", Taint.NOT_READY, drives);
    var enters = new Toleration(Taint.NOT_READY.key(), "Exists", "", "NoSchedule");
    world.gang("g", 1, with(Case.shape(1, 0), tolerating(enters)));
    assertThat(because(world, "g").message()).endsWith("not tolerate: " + drives);
  }

  private static Toleration bears(Taint taint) {
    return new Toleration(taint.key(), "Exists", "", "");
  }

  private static NodeRules tolerating(Toleration... tolerations) {
    return new NodeRules(Map.of(), List.of(), List.of(), List.of(tolerations));
  }

  @Test
  void whoseVolumeIsMadeOnANodeWaitsForThatOneAndSaysSo() {
    var world = new Case().node("a", 1000, 0).node("b", 1000, 0);
    world.gang("first", 1, with(Case.shape(1000, 0), List.of(), List.of(told("a")))).step();
    assertThat(world.nodes().getFirst().pods()).hasSize(1);
    world.gang("g", 1, with(Case.shape(1000, 0), List.of(), List.of(told("a"))));
    assertThat(because(world, "g").message())
        .isEqualTo(
            "0 of 1 members fit now; short of 1 cpu on the nodes that volume claim 'told' leaves open");
  }

  private static Volume told(String node) {
    var named = new Selector(List.of(Requirement.in(NodeTerm.NAME, node)));
    return new Volume.Unbound("told", List.of(new NodeTerm(Selector.EVERYTHING, named)));
  }

  @Test
  void aSpreadThatSelectsNobodyOnlyAsksForThePlace() {
    var world = new Case().node("a", 4000, 0, Map.of(ZONE, "x")).node("b", 4000, 0);
    var shape = Case.shape(1, 0);
    world.gang(
        "g",
        3,
        new PodShape(
            shape.namespace(),
            shape.labels(),
            shape.requests(),
            shape.nodes(),
            shape.company(),
            List.of(Spread.of(1, ZONE, true, Selector.NOTHING)),
            shape.local()));
    assertThat(seats(world, "g").values()).hasSize(3).containsOnly("a");
  }

  @Test
  void portsAndExclusiveClaimsHaveOnePodEach() {
    var world = new Case().node("a", 4000, 0).node("b", 4000, 0);
    world.gang("p", 2, with(Case.shape(1, 0), List.of(new HostPort("", "", 80)), List.of()));
    assertThat(new HashSet<>(seats(world, "p").values())).hasSize(2);
    world.step();
    world.gang(
        "q", 1, with(Case.shape(1, 0), List.of(new HostPort("TCP", "10.0.0.1", 80)), List.of()));
    assertThat(because(world, "q").code()).isEqualTo(Explanation.Code.PlacementRules);
    world.gang("v", 1, with(Case.shape(1, 0), List.of(), List.of(new Volume.Exclusive("c"))));
    world.step();
    world.gang("w", 1, with(Case.shape(1, 0), List.of(), List.of(new Volume.Exclusive("c"))));
    assertThat(because(world, "w").code()).isEqualTo(Explanation.Code.PlacementRules);
  }

  @Test
  void preferencesChooseAmongNodesWithRoom() {
    var world = new Case().node("a", 4000, 0, Map.of(ZONE, "x"));
    var taint = new Taint("old", "", "PreferNoSchedule");
    var room = world.nodes().getFirst().allocatable();
    world.with(Node.of("b", Map.of(ZONE, "y"), List.of(taint), room, List.of()));
    world.node("c", 4000, 0, Map.of(ZONE, "y", "disk", "fast"));
    var fast = NodeTerm.ofLabels(Requirement.in("disk", "fast"));
    var rules =
        new NodeRules(Map.of(), List.of(), List.of(new NodeRules.Preferred(50, fast)), List.of());
    world.gang("g", 1, with(Case.shape(100, 0), rules));
    assertThat(seats(world, "g").values()).containsExactly("c");
    world.end(Case.id("g"));
    world.gang("trainer", 1, Case.shape(0, Map.of("app", "train"), Company.ANY));
    world.bind(Case.id("trainer"), Map.of(world.gang("trainer").waiting().getFirst().id(), "c"));
    var likes =
        new Company(
            List.of(), List.of(), List.of(new Company.Preferred(9, trainersBy(ZONE))), List.of());
    world.gang("near", 1, Case.shape(0, Map.of(), likes));
    assertThat(seats(world, "near").values()).containsExactly("c");
    var dislikes = new Company(List.of(), List.of(), List.of(), likes.preferNear());
    world.gang("far", 1, Case.shape(0, Map.of(), dislikes));
    assertThat(seats(world, "far").values()).containsExactly("a");
  }

  private static PodShape with(PodShape shape, NodeRules rules) {
    return new PodShape(
        shape.namespace(),
        shape.labels(),
        shape.requests(),
        rules,
        shape.company(),
        shape.spreads(),
        shape.local());
  }

  private static PodShape with(PodShape shape, List<HostPort> ports, List<Volume> volumes) {
    return shape.with(new PodShape.Local(ports, volumes));
  }

  /** The same, whatever is asked: no rule is broken, no gang is split, each plan is the same. */
  @Test
  void plansKeepAllRulesAndGangsWhole() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261128);
    for (var round = 0; round < 1500; round++) {
      var world = randomCase(random);
      var plan = world.plan();
      assertThat(world.plan()).isEqualTo(plan);
      var seated = new ArrayList<Rules.On>();
      for (var outcome : plan.outcomes()) {
        if (outcome instanceof Outcome.Starts(var id, var seats, var rest)) {
          var gang = world.gang(id.name());
          assertThat(seats).hasSizeGreaterThanOrEqualTo(gang.minimum().pods());
          assertThat(rest.isPresent()).isEqualTo(seats.size() < gang.waiting().size());
          var left = new ArrayList<Rules.On>();
          gang.waiting()
              .forEach(m -> {
                if (seats.containsKey(m.id())) {
                  left.add(new Rules.On(m.shape(), node(world, seats, m.id())));
                }
              });
          assertThat(canBeBuilt(world.nodes(), seated, left))
              .as("round %d: %s", round, outcome)
              .isTrue();
          seated.addAll(left);
        }
      }
    }
  }

  private static Node node(Case world, Map<PodId, String> seats, PodId pod) {
    return world.nodes().stream()
        .filter(node -> node.name().equals(seats.get(pod)))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the pods can be bound in some order such that each is allowed when it is. */
  private static boolean canBeBuilt(List<Node> nodes, List<Rules.On> seated, List<Rules.On> left) {
    if (left.isEmpty()) {
      return true;
    }
    for (var next : left) {
      if (new Rules(nodes, seated).allow(next.pod(), next.node())) {
        var more = new ArrayList<>(seated);
        more.add(next);
        var less = new ArrayList<>(left);
        less.remove(next);
        if (canBeBuilt(nodes, more, less)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void placementIsFoundWheneverBruteForceFindsOne() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (var round = 0; round < 3000; round++) {
      var world = randomCase(random);
      world.gangs().stream().skip(1).forEach(gang -> world.end(gang.id()));
      var gang = world.gangs().getFirst();
      var starts = world.plan().outcomes().getFirst() instanceof Outcome.Starts;
      var shapes = gang.waiting().stream().map(m -> m.shape()).toList();
      assertThat(starts)
          .as("round %d: %s on %s", round, gang, world.nodes())
          .isEqualTo(bruteForce(world.nodes(), new ArrayList<>(), shapes, gang.minimum().pods()));
    }
  }

  /** Tries all orders and all nodes. */
  private static boolean bruteForce(
      List<Node> nodes, List<Rules.On> seated, List<PodShape> left, int needed) {
    if (seated.size() >= needed) {
      return true;
    }
    var tried = new HashSet<PodShape>();
    for (var i = 0; i < left.size(); i++) {
      if (!tried.add(left.get(i))) {
        continue;
      }
      for (var node : nodes) {
        if (new Rules(nodes, seated).allow(left.get(i), node)) {
          var rest = new ArrayList<>(left);
          rest.remove(i);
          seated.add(new Rules.On(left.get(i), node));
          if (bruteForce(nodes, seated, rest, needed)) {
            return true;
          }
          seated.removeLast();
        }
      }
    }
    return false;
  }

  private static Case randomCase(RandomGenerator random) {
    var world = new Case();
    var nodes = random.nextInt(1, 5);
    for (var i = 0; i < nodes; i++) {
      var labels = new HashMap<String, String>();
      if (random.nextInt(8) > 0) {
        labels.put(ZONE, "z" + random.nextInt(2));
      }
      world.node("n" + i, random.nextLong(1, 9), random.nextLong(0, 4), labels);
    }
    // Of few clusters: rules about other pods take another way through the search.
    if (random.nextInt(3) == 0) {
      world.nodes().stream()
          .filter(_ -> random.nextInt(4) > 0)
          .forEach(
              node -> world.with(node.withAttachLimits(Map.of("disk.csi", random.nextInt(4)))));
    }
    if (random.nextInt(4) == 0) {
      world.taint("n0", random.nextBoolean() ? Taint.CORDON : Taint.UNREACHABLE);
    }
    for (var g = 0; g < 2; g++) {
      var shapes =
          IntStream.range(0, random.nextInt(1, 3)).mapToObj(_ -> randomShape(random)).toList();
      var size = random.nextInt(1, 5);
      var members = new ArrayList<Member>();
      for (var i = 0; i < size; i++) {
        var shape = shapes.get(random.nextInt(shapes.size()));
        members.addAll(Case.members("g" + g + i, 1, "", shape));
      }
      world.gang("g" + g, "default", 0, Minimum.of(random.nextInt(1, size + 1)), members);
    }
    return world;
  }

  private static PodShape randomShape(RandomGenerator random) {
    var app = random.nextBoolean() ? "train" : "serve";
    var key = random.nextBoolean() ? ZONE : "kubernetes.io/hostname";
    var term = trainersBy(key);
    var company =
        switch (random.nextInt(8)) {
          case 0 -> new Company(List.of(term), List.of(), List.of(), List.of());
          case 1 -> new Company(List.of(), List.of(term), List.of(), List.of());
          default -> Company.ANY;
        };
    var spreads =
        random.nextInt(8) == 0
            ? List.of(Spread.of(random.nextInt(1, 3), key, true, randomSelector(random)))
            : List.<Spread>of();
    var ports =
        random.nextInt(10) == 0 ? List.of(new HostPort("TCP", "", 80)) : List.<HostPort>of();
    var requests =
        Resources.of(
            Map.of("cpu", random.nextLong(0, 5), Case.GPU, random.nextLong(0, 3), "pods", 1L));
    return new PodShape(
        "lab",
        Map.of("app", app),
        requests,
        switch (random.nextInt(4)) {
          case 0 -> tolerating(bears(Taint.CORDON));
          case 1 -> tolerating(bears(Taint.UNREACHABLE));
          default -> NodeRules.NONE;
        },
        company,
        spreads,
        new PodShape.Local(ports, randomVolumes(random)));
  }

  private static Selector randomSelector(RandomGenerator random) {
    return random.nextInt(4) == 0 ? Selector.NOTHING : TRAINERS;
  }

  private static List<Volume> randomVolumes(RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      return List.of(told("n" + random.nextInt(3)));
    }
    if (random.nextInt(5) == 0) {
      return IntStream.range(0, random.nextInt(1, 3))
          .<Volume>mapToObj(i -> oneOf("s" + i, random))
          .toList();
    }
    return random.nextInt(3) > 0
        ? List.of()
        : IntStream.range(0, random.nextInt(1, 3))
            .mapToObj(i -> attached("c" + i, random.nextInt(5)))
            .toList();
  }

  /** Of five volumes, one of each two nodes, and the last two of several nodes. */
  private static Volume oneOf(String claim, RandomGenerator random) {
    var terms =
        List.of(
            hostname("n0"),
            hostname("n0"),
            hostname("n1"),
            hostname("n1", "n2"),
            NodeTerm.ofLabels(Requirement.in(ZONE, "z0")));
    var first = random.nextInt(terms.size());
    var offers =
        IntStream.range(0, terms.size())
            .filter(v -> v == first || random.nextBoolean())
            .mapToObj(v -> new Offers.Offer("v" + v, List.of(terms.get(v)), random.nextBoolean()))
            .toList();
    // A claim that several mount is offered the same to all of them.
    return random.nextInt(4) == 0
        ? new Volume.OneOf("shared by all with " + offers, "disks", new Offers(offers), true)
        : new Volume.OneOf(claim, "disks", new Offers(offers), false);
  }

  private static NodeTerm hostname(String... names) {
    return NodeTerm.ofLabels(Requirement.in("kubernetes.io/hostname", names));
  }

  private static Volume attached(String claim, int volume) {
    return new Volume.Attached(claim, volume == 4 ? "other.csi" : "disk.csi", "volume-" + volume);
  }
}
