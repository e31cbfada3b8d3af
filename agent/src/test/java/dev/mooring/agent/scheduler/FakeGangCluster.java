package dev.mooring.agent.scheduler;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.cluster.scheduling.SeenPod;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Minimum;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Progress;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Rank;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Snapshot;
import dev.mooring.scheduling.model.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Behaves as the API server and its watches do, and kills the scheduler where it is told to. */
final class FakeGangCluster implements GangCluster {
  /** The scheduler was killed after a write. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Group(
      int version, int minMember, int priority, Instant created, PodGroupStatus status) {}

  private record Pod(
      GangId group,
      Member member,
      Instant made,
      int version,
      Optional<String> node,
      String explained) {
    Pod with(Optional<String> seat, String why) {
      return new Pod(group, member, made, version + 1, seat, why);
    }
  }

  private final Map<String, Long> cpus = new TreeMap<>();
  private final Map<GangId, Group> groups = new HashMap<>();
  private final Map<String, Pod> pods = new TreeMap<>();
  private final Set<GangId> unasked = new HashSet<>();
  private final List<String> binds = new ArrayList<>();
  private final List<String> evictions = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<QueueShare> shares = new ArrayList<>();
  private Optional<Seen> frozen = Optional.empty();
  private final List<String> prepared = new ArrayList<>();
  private Volumes volumes = new Volumes.Ready();
  private int writes;
  private int killAfter = Integer.MAX_VALUE;
  private boolean budgetForbids;
  private int evictionsLeft = Integer.MAX_VALUE;
  private int evictionsAsked;
  private final Map<String, String> reasons = new HashMap<>();
  private Instant podsMade = Instant.MAX;

  void addNode(String name, long cpu) {
    cpus.put(name, cpu);
  }

  void removeNode(String name) {
    cpus.remove(name);
  }

  /** A group of {@code size} pods that need each other, each asking for {@code cpu}. */
  GangId addGang(String name, int size, long cpu) {
    return addGang(name, size, cpu, 0);
  }

  GangId addGang(String name, int size, long cpu, int priority) {
    var id = addGroup(name, size, priority);
    for (var index = 0; index < size; index++) {
      addPod(id, name + "-" + index, cpu);
    }
    return id;
  }

  /** A pod without a group. */
  GangId addSingle(String name, long cpu) {
    var id = new GangId(GangId.Kind.POD, "lab", name);
    add(id, 1, 0);
    addPod(id, name, cpu);
    return id;
  }

  /** A group whose pods are not made yet. */
  GangId addGroup(String name, int size, int priority) {
    var id = new GangId(GangId.Kind.VOLCANO_POD_GROUP, "lab", name);
    add(id, size, priority);
    return id;
  }

  private void add(GangId id, int size, int priority) {
    var created = Instant.parse("2026-11-23T09:00:00Z").plusSeconds(groups.size());
    groups.put(id, new Group(1, size, priority, created, PodGroupStatus.NONE));
  }

  /** Who made it makes its pods without waiting for a word. */
  void unasked(GangId group) {
    unasked.add(group);
  }

  /** Pods are new by every clock, unless it is said when the next were made. */
  void podsMade(Instant then) {
    podsMade = then;
  }

  void addPod(GangId group, String name, long cpu) {
    var uid = "uid-%s-%d".formatted(name, pods.size());
    var member =
        new Member(
            new PodId("lab", name, uid),
            "",
            PodShape.of("lab", Resources.of(Map.of("cpu", cpu, "pods", 1L))));
    pods.put(uid, new Pod(group, member, podsMade, 1, Optional.empty(), ""));
  }

  /** What the claims of a pod without a node say about its node, from now on. */
  void volumeOf(String name, Volume volume) {
    pods.replaceAll((_, pod) -> {
      var member = pod.member();
      var tied = new PodShape.Local(List.of(), List.of(volume));
      return member.id().name().equals(name)
          ? new Pod(
              pod.group(),
              new Member(member.id(), member.role(), member.shape().with(tied)),
              pod.made(),
              pod.version(),
              pod.node(),
              pod.explained())
          : pod;
    });
  }

  void removePod(String name) {
    pods.values().removeIf(pod -> pod.member().id().name().equals(name));
  }

  /** All pods of the group end. */
  void end(GangId group) {
    pods.values().removeIf(pod -> pod.group().equals(group));
    groups.remove(group);
  }

  /** From now on {@link #see} shows what is now, whatever is written. */
  void freeze() {
    frozen = Optional.of(now());
  }

  void thaw() {
    frozen = Optional.empty();
  }

  void killAfterWrites(int count) {
    killAfter = writes + count;
  }

  void forbidEvictions(boolean forbid) {
    budgetForbids = forbid;
  }

  /** After so many the API server answers with an error, as for a pod of two budgets. */
  void failEvictionsAfter(int count) {
    evictionsLeft = count;
  }

  int evictionsAsked() {
    return evictionsAsked;
  }

  /** Of the pods' conditions, by pod name. */
  Map<String, String> reasons() {
    return Map.copyOf(reasons);
  }

  int writes() {
    return writes;
  }

  /** Names of pods in the order of their binds. */
  List<String> binds() {
    return List.copyOf(binds);
  }

  List<String> evictions() {
    return List.copyOf(evictions);
  }

  /** Reasons of all events. */
  List<String> events() {
    return List.copyOf(events);
  }

  /** All that were written, the last one last. */
  List<QueueShare> shares() {
    return List.copyOf(shares);
  }

  long seated(GangId group) {
    return pods.values().stream()
        .filter(pod -> pod.group().equals(group) && pod.node().isPresent())
        .count();
  }

  List<String> explanations(GangId group) {
    return pods.values().stream()
        .filter(pod -> pod.group().equals(group))
        .map(Pod::explained)
        .toList();
  }

  PodGroupStatus status(GangId group) {
    return known(group).status();
  }

  /** What each node is asked for beyond what it has; empty when none is. */
  List<String> overcommitted() {
    return now().nodes().nodes().stream()
        .filter(node -> !node.used().fits(node.allocatable()))
        .map(Node::name)
        .toList();
  }

  private Group known(GangId id) {
    var group = groups.get(id);
    if (group == null) {
      throw new IllegalArgumentException("There is no group " + id);
    }
    return group;
  }

  private Seen now() {
    return new Seen(
        new Snapshot(cpus.keySet().stream().map(this::node).toList()),
        groups.keySet().stream().sorted().map(this::group).toList(),
        List.of(Queue.of("default", 1)),
        List.of(),
        List.of());
  }

  private Node node(String name) {
    var all = Resources.of(Map.of("cpu", cpus.getOrDefault(name, 0L), "pods", 110L));
    var seated =
        pods.values().stream()
            .filter(pod -> pod.node().equals(Optional.of(name)))
            .map(this::seated)
            .toList();
    return Node.of(name, Map.of(), List.of(), all, seated);
  }

  private Seated seated(Pod pod) {
    return new Seated(
        pod.member().id(),
        "",
        pod.group(),
        pod.member().shape(),
        known(pod.group()).priority(),
        known(pod.group()).created(),
        Seated.Fate.EVICTABLE);
  }

  private SeenGroup group(GangId id) {
    var group = known(id);
    var all = pods.values().stream().filter(pod -> pod.group().equals(id)).toList();
    var waiting =
        all.stream()
            .filter(pod -> pod.node().isEmpty())
            .map(pod ->
                new SeenPod(
                    pod.member(),
                    Integer.toString(pod.version()),
                    List.of(),
                    pod.explained(),
                    pod.made()))
            .toList();
    var seated = all.stream().filter(pod -> pod.node().isPresent()).map(this::seated).toList();
    var phase = group.status().phase();
    var gang =
        new Gang(
            id,
            "default",
            new Rank(group.priority(), group.created(), waitsSince(group, waiting), true, true),
            Minimum.of(group.minMember()),
            waiting.stream().map(SeenPod::member).toList(),
            seated,
            new Progress(
                phase != null && phase != PodGroupPhase.PENDING,
                Map.of(),
                seated.size() < group.minMember()
                    ? Optional.empty()
                    : Optional.of(group.created())));
    return new SeenGroup(
        gang, Integer.toString(group.version()), unasked.contains(id), group.status(), waiting);
  }

  private static Instant waitsSince(Group group, List<SeenPod> waiting) {
    var ran = group.status().phase() == PodGroupPhase.RUNNING;
    return waiting.stream()
        .map(SeenPod::made)
        .filter(made -> ran && made.isBefore(Instant.MAX))
        .min(Comparator.naturalOrder())
        .orElseGet(
            () -> Objects.requireNonNullElse(group.status().waitingSince(), group.created()));
  }

  private void written() {
    writes++;
    if (writes >= killAfter) {
      killAfter = Integer.MAX_VALUE;
      throw new KilledException();
    }
  }

  @Override
  public Seen see() {
    return frozen.orElseGet(this::now);
  }

  @Override
  public Optional<String> writeStatus(GangId id, String version, PodGroupStatus status) {
    var group = groups.get(id);
    if (group == null || !Integer.toString(group.version()).equals(version)) {
      return Optional.empty();
    }
    var next = group.version() + 1;
    groups.put(id, new Group(next, group.minMember(), group.priority(), group.created(), status));
    written();
    return Optional.of(Integer.toString(next));
  }

  @Override
  public Volumes prepare(List<SeenPod> starting, Map<PodId, String> nodes) {
    prepared.add(starting.getFirst().member().id().name());
    return volumes;
  }

  /** What {@link #prepare} says from now on. */
  void volumesAre(Volumes now) {
    volumes = now;
  }

  /** Names of the first pods of those whose volumes were asked for. */
  List<String> prepared() {
    return List.copyOf(prepared);
  }

  @Override
  public Bind bind(SeenPod seen, String node) {
    var pod = pods.get(seen.uid());
    if (pod == null
        || pod.node().isPresent()
        || !Integer.toString(pod.version()).equals(seen.version())) {
      return Bind.REFUSED;
    }
    pods.put(seen.uid(), pod.with(Optional.of(node), ""));
    binds.add(seen.member().id().name());
    written();
    return Bind.BOUND;
  }

  @Override
  public void fence(PodId id) {
    change(id, pod -> pod.with(pod.node(), pod.explained()));
  }

  @Override
  public void explain(PodId id, String reason, String message) {
    reasons.put(id.name(), reason);
    change(id, pod -> pod.with(pod.node(), message));
  }

  private void change(PodId id, java.util.function.UnaryOperator<Pod> change) {
    if (pods.computeIfPresent(id.uid(), (_, pod) -> change.apply(pod)) != null) {
      written();
    }
  }

  @Override
  public void undo(PodId id) {
    if (pods.remove(id.uid()) != null) {
      evictions.add(id.name());
      written();
    }
  }

  @Override
  public boolean evict(PodId id, String because) {
    evictionsAsked++;
    if (evictionsLeft-- <= 0) {
      throw new ClusterException(
          ClusterException.Code.API, "This pod has more than one PodDisruptionBudget");
    }
    if (budgetForbids) {
      return false;
    }
    undo(id);
    return true;
  }

  @Override
  public void record(GangId group, boolean warning, String reason, String message) {
    events.add(reason);
  }

  @Override
  public void writeShare(QueueShare share) {
    shares.add(share);
  }
}
