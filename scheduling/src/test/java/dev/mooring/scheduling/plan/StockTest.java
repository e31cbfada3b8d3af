package dev.mooring.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.Explanation.Shortage;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Volume;
import dev.mooring.scheduling.place.Board;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Volumes that somebody made: each serves one claim. */
final class StockTest {
  private static final String HOST = "kubernetes.io/hostname";

  private static Offers.Offer on(String volume, String... nodes) {
    return offer(volume, true, nodes);
  }

  private static Offers.Offer offer(String volume, boolean spare, String... nodes) {
    return new Offers.Offer(
        volume,
        nodes.length == 0 ? List.of() : List.of(NodeTerm.ofLabels(Requirement.in(HOST, nodes))),
        spare);
  }

  private static Volume claim(String name, boolean shared, Offers.Offer... offers) {
    return new Volume.OneOf(name, "disks", new Offers(List.of(offers)), shared);
  }

  private static PodShape with(long cpu, Volume... volumes) {
    return new PodShape(
        "lab",
        Map.of(),
        Case.amounts(cpu, 0),
        NodeRules.NONE,
        Company.ANY,
        List.of(),
        new PodShape.Local(List.of(), List.of(volumes)));
  }

  /** A gang of which each member has a claim of its own, all with the same offers. */
  private static Case gang(Case world, String name, int size, Offers.Offer... offers) {
    return world.gang(name, "default", 0, Minimum.of(size), members(name, size, offers));
  }

  private static List<Member> members(String name, int size, Offers.Offer... offers) {
    return IntStream.range(0, size)
        .boxed()
        .flatMap(i ->
            Case.members(name + i, 1, "", with(100, claim(name + "-" + i, false, offers))).stream())
        .toList();
  }

  private static Case two() {
    return new Case().node("a", 4000, 0).node("b", 4000, 0);
  }

  @Test
  void seatsWithAVolumeAreLookedBehindAlsoWhereNobodyWhoWaitsHasAClaim() {
    var world = new Case().node("a", 4000, 0);
    gang(world, "bound", 1, on("disk", "a")).step();
    assertThat(world.gang("bound").running()).isTrue();
    world.gang("head", 1, Case.shape(4000, 0));
    var plan = world.plan();
    assertThat(Case.outcome(plan, "head")).containsInstanceOf(Outcome.Waits.class);
    assertThat(plan.reservations()).hasSize(1);
    world.gang("high", "default", 5, 1, Case.shape(4000, 0));
    assertThat(Case.outcome(world.plan(), "high")).containsInstanceOf(Outcome.Evicts.class);
  }

  private static Map<String, Integer> seats(Case world, String gang) {
    var outcome = Case.outcome(world.plan(), gang).orElseThrow();
    assertThat(outcome).isInstanceOf(Outcome.Starts.class);
    var counts = new TreeMap<String, Integer>();
    ((Outcome.Starts) outcome)
        .seats()
        .values()
        .forEach(node -> counts.merge(node, 1, Integer::sum));
    return counts;
  }

  private static Explanation because(Case world, String gang) {
    var outcome = Case.outcome(world.plan(), gang).orElseThrow();
    assertThat(outcome).isInstanceOf(Outcome.Waits.class);
    return ((Outcome.Waits) outcome).because();
  }

  @Test
  void noMoreClaimsGoToANodeThanItHasVolumes() {
    var world = gang(two(), "g", 2, on("v1", "a"), on("v2", "b"));
    assertThat(seats(world, "g")).isEqualTo(Map.of("a", 1, "b", 1));
  }

  @Test
  void aVolumeThatSeveralNodesReachIsGivenOnce() {
    var world = gang(two(), "g", 2, on("v1", "a", "b"));
    assertThat(because(world, "g").code()).isEqualTo(Code.NoVolumeLeft);
    world.end(Case.id("g"));
    assertThat(seats(gang(world, "h", 1, on("v1", "a", "b")), "h")).hasSize(1);
    world.gang("i", 1, with(100, claim("i", false, on("v1", "a", "b"))));
    assertThat(because(world, "i").code())
        .as("another gang in the same plan")
        .isEqualTo(Code.NoVolumeLeft);
  }

  @Test
  void whoWaitsIsToldTheClassAndWhatIsThere() {
    var world = gang(two().node("c", 50, 0), "g", 3, on("v1", "a"), on("v2", "b"), on("v3", "c"));
    var because = because(world, "g");
    assertThat(because.code()).isEqualTo(Code.NoVolumeLeft);
    assertThat(because.message())
        .isEqualTo(
            "2 of 3 members fit now; the next one needs 1 volume of class 'disks', of which 3 that"
                + " suit are free, on 3 of 3 nodes, and each serves one claim");
    assertThat(because.nextStep()).startsWith("Make volumes of the class on nodes that have room");
    assertThat(because.facts().shortages())
        .containsExactly(
            new Shortage("disks.storageclass.storage.k8s.io/persistentvolumeclaims", 1, 2, 3),
            new Shortage("cpu", 50, 1, 3));
  }

  @Test
  void whoeverCanHaveAnotherLeavesTheOneThatIsNeeded() {
    var flexible = with(100, claim("any", false, on("v1", "a"), on("v2", "a")));
    var picky = with(100, claim("picky", false, on("v1", "a")));
    var world = two();
    world.gang("g", 1, flexible).gang("h", 1, picky);
    assertThat(seats(world, "g")).isEqualTo(Map.of("a", 1));
    assertThat(seats(world, "h")).isEqualTo(Map.of("a", 1));
  }

  @Test
  void nodesWhoseVolumesOthersNeedComeLastButAreNotForbidden() {
    var shape = with(100, claim("c", false, offer("v1", false, "a"), on("v2", "b")));
    var world = two().gang("g", 1, shape);
    assertThat(seats(world, "g")).isEqualTo(Map.of("b", 1));
    world.without("b");
    assertThat(seats(world, "g")).isEqualTo(Map.of("a", 1));
  }

  @Test
  void podsThatShareAClaimMustAllReachItsVolume() {
    var shared = with(3000, claim("data", true, on("v1", "a"), on("v2", "b")));
    assertThat(because(two().gang("g", 2, shared), "g").code()).isEqualTo(Code.NoVolumeLeft);
    var small = with(1000, claim("data", true, on("v1", "a"), on("v2", "b")));
    assertThat(seats(two().gang("g", 4, small), "g")).hasSize(1);
    var network = with(3000, claim("data", true, on("v1", "a"), on("v2", "a", "b")));
    assertThat(seats(two().gang("g", 2, network), "g")).isEqualTo(Map.of("a", 1, "b", 1));
  }

  @Test
  void aPodNeedsAVolumeForEachOfItsClaims() {
    var shape =
        with(
            100,
            claim("one", false, on("v1", "a"), on("v2", "b")),
            claim("two", false, on("v1", "a"), on("v2", "b")));
    var world = two().gang("g", 1, shape);
    assertThat(because(world, "g").message())
        .isEqualTo(
            "0 of 1 members fit now; the next one needs 2 volumes of class 'disks', of which 2 that"
                + " suit are free, on 2 of 2 nodes, and each serves one claim");
  }

  @Test
  void seatsOfALastPlanCount() {
    var world = gang(two(), "g", 1, on("v1", "a"), on("v2", "a"));
    world.step();
    gang(world, "h", 2, on("v1", "a"), on("v2", "a"));
    assertThat(because(world, "h").message()).startsWith("1 of 2 members fit now");
    world.end(Case.id("g"));
    assertThat(seats(world, "h")).isEqualTo(Map.of("a", 2));
  }

  /** Many more than a search would find its way through. */
  @Test
  void aLargeGangWithClaimsOfItsOwnIsPlacedWithoutASearch() {
    var world = new Case();
    var offers = new Offers.Offer[1200];
    for (var i = 0; i < 400; i++) {
      world.node("n" + i, 64_000, 0);
      for (var v = 0; v < 3; v++) {
        offers[3 * i + v] = on("v%d-%d".formatted(i, v), "n" + i);
      }
    }
    gang(world, "g", 1200, offers);
    assertThat(seats(world, "g"))
        .hasSize(400)
        .allSatisfy((_, count) -> assertThat(count).isEqualTo(3));
    world.end(Case.id("g"));
    gang(world, "h", 1201, offers);
    assertThat(because(world, "h").message()).startsWith("1200 of 1201 members fit now");
  }

  /** Claims that may have the same; nodes with room for some; volumes that reach any nodes. */
  @Test
  void aGangOfEqualClaimsStartsIfAndOnlyIfThereIsAVolumeForEach() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    for (var round = 0; round < 1000; round++) {
      var nodes = random.nextInt(1, 5);
      var world = new Case();
      var rooms = new ArrayList<String>();
      for (var n = 0; n < nodes; n++) {
        var room = random.nextInt(4);
        world.node("n" + n, 100L * room, 0);
        for (var i = 0; i < room; i++) {
          rooms.add("n" + n);
        }
      }
      var offers =
          IntStream.range(0, random.nextInt(1, 6))
              .mapToObj(v -> on("v" + v, some(random, nodes)))
              .toArray(Offers.Offer[]::new);
      var most = most(rooms, List.of(offers));
      var size = random.nextInt(1, 6);
      gang(world, "g", size, offers);
      assertThat(Case.outcome(world.plan(), "g").orElseThrow() instanceof Outcome.Starts)
          .as("round %d: %d claims, room on %s, %s", round, size, rooms, List.of(offers))
          .isEqualTo(size <= most);
    }
  }

  private static String[] some(RandomGenerator random, int nodes) {
    var all =
        IntStream.range(0, nodes)
            .filter(_ -> random.nextInt(3) == 0)
            .mapToObj(n -> "n" + n)
            .toArray(String[]::new);
    return all.length == 0 ? new String[] {"n0"} : all;
  }

  /** How many volumes can each get a room of their own that they reach, by trying all. */
  private static int most(List<String> rooms, List<Offers.Offer> offers) {
    if (offers.isEmpty()) {
      return 0;
    }
    var rest = offers.subList(1, offers.size());
    var best = most(rooms, rest);
    for (var room : List.copyOf(new java.util.TreeSet<>(rooms))) {
      if (offers.getFirst().anyOf().getFirst().toString().matches(".*\\b" + room + "\\b.*")) {
        var left = new ArrayList<>(rooms);
        left.remove(room);
        best = Math.max(best, 1 + most(left, rest));
      }
    }
    return best;
  }

  /** Taken and given back in any order: what is allowed stays what a plain reading allows. */
  @Test
  void seatsThatAreGivenBackLeaveNothingBehind() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (var round = 0; round < 300; round++) {
      var nodes = random.nextInt(1, 4);
      var world = new Case();
      IntStream.range(0, nodes).forEach(n -> world.node("n" + n, 100_000, 0));
      var volumes = IntStream.range(0, 5).mapToObj(v -> on("v" + v, some(random, nodes))).toList();
      var shapes = Stream.generate(() -> with(1, claims(random, volumes))).limit(3).toList();
      var board = new Board(world.seen(), shapes, List.of());
      var seated = new ArrayList<Rules.On>();
      for (var step = 0; step < 60; step++) {
        var shape = shapes.get(random.nextInt(3));
        var node = random.nextInt(nodes);
        var allowed = board.allows(board.kind(shape), node);
        assertThat(allowed)
            .as("round %d, step %d", round, step)
            .isEqualTo(new Rules(world.nodes(), seated).allow(shape, board.node(node)));
        if (allowed && random.nextInt(4) > 0) {
          board.seat(board.kind(shape), node);
          seated.add(new Rules.On(shape, board.node(node)));
        } else if (!seated.isEmpty() && random.nextInt(3) == 0) {
          var gone = seated.remove(random.nextInt(seated.size()));
          board.give(board.kind(gone.pod()), board.position(gone.node().name()));
        }
      }
    }
  }

  private static Volume[] claims(RandomGenerator random, List<Offers.Offer> volumes) {
    return IntStream.range(0, random.nextInt(1, 3))
        .mapToObj(i -> {
          var first = random.nextInt(volumes.size());
          var offers =
              IntStream.range(0, volumes.size())
                  .filter(v -> v == first || random.nextInt(3) == 0)
                  .mapToObj(volumes::get)
                  .toArray(Offers.Offer[]::new);
          // A claim that several mount is offered the same to all of them.
          return random.nextInt(3) == 0
              ? claim(List.of(offers).toString(), true, offers)
              : claim("own-" + i, false, offers);
        })
        .toArray(Volume[]::new);
  }

  /** A promise of room is kept whether or not there are volumes: it must be possible to undo. */
  @Test
  void moreThanThereAreVolumesCanBeSeatedAndLeaveAgain() {
    var shape = with(1, claim("c", false, on("v1", "a", "b")));
    var board = new Board(two().seen(), List.of(shape), List.of());
    var kind = board.kind(shape);
    board.seat(kind, 0);
    board.seat(kind, 1);
    board.seat(kind, 1);
    assertThat(board.allows(kind, 0)).isFalse();
    board.give(kind, 1);
    board.give(kind, 0);
    assertThat(board.allows(kind, 0)).as("the one that is left has it").isFalse();
    board.give(kind, 1);
    assertThat(board.allows(kind, 0)).isTrue();
  }
}
