package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.GroupId;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.cluster.scheduling.SeenPod;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.Member;
import dev.mooring.scheduling.Node;
import dev.mooring.scheduling.PodId;
import dev.mooring.scheduling.Resources;
import dev.mooring.scheduling.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Behaves as the API server and its watches do, and kills the scheduler where it is told to. */
final class FakeGangCluster implements GangCluster {
  /** The scheduler was killed after a write. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Group(int version, int minMember, Instant created, PodGroupStatus status) {}

  private record Pod(GroupId group, Member member, Optional<String> node, String explained) {}

  private final Map<String, Long> cpus = new TreeMap<>();
  private final Map<GroupId, Group> groups = new HashMap<>();
  private final Map<String, Pod> pods = new TreeMap<>();
  private final List<String> binds = new ArrayList<>();
  private final List<String> evictions = new ArrayList<>();
  private Optional<Seen> frozen = Optional.empty();
  private int writes;
  private int killAfter = Integer.MAX_VALUE;

  void addNode(String name, long cpu) {
    cpus.put(name, cpu);
  }

  void removeNode(String name) {
    cpus.remove(name);
  }

  /** A group of {@code size} pods that need each other, each asking for {@code cpu}. */
  GroupId addGang(String name, int size, long cpu) {
    var id = new GroupId("lab", name);
    var created = Instant.EPOCH.plusSeconds(groups.size());
    groups.put(id, new Group(1, size, created, new PodGroupStatus(null, null, null)));
    for (var index = 0; index < size; index++) {
      addPod(id, name + "-" + index, cpu);
    }
    return id;
  }

  void addPod(GroupId group, String name, long cpu) {
    var uid = "uid-%s-%d".formatted(name, pods.size());
    var member =
        new Member(
            new PodId(name, uid),
            Resources.of(Map.of("cpu", cpu, "pods", 1L)),
            Map.of(),
            List.of());
    pods.put(uid, new Pod(group, member, Optional.empty(), ""));
  }

  /** All pods of the group end. */
  void end(GroupId group) {
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

  long seated(GroupId group) {
    return pods.values().stream()
        .filter(pod -> pod.group().equals(group) && pod.node().isPresent())
        .count();
  }

  PodGroupStatus status(GroupId group) {
    return known(group).status();
  }

  /** What each node is asked for beyond what it has; empty when none is. */
  List<String> overcommitted() {
    return now().nodes().nodes().stream()
        .filter(node -> !node.used().fits(node.allocatable()))
        .map(Node::name)
        .toList();
  }

  private Group known(GroupId id) {
    var group = groups.get(id);
    if (group == null) {
      throw new IllegalArgumentException("There is no group " + id);
    }
    return group;
  }

  private Seen now() {
    return new Seen(
        new Snapshot(cpus.keySet().stream().map(this::node).toList()),
        groups.keySet().stream().map(this::group).toList());
  }

  private Node node(String name) {
    var used =
        pods.values().stream()
            .filter(pod -> pod.node().equals(Optional.of(name)))
            .map(pod -> pod.member().requests())
            .reduce(Resources.NONE, Resources::plus);
    var all = Resources.of(Map.of("cpu", cpus.getOrDefault(name, 0L), "pods", 110L));
    return new Node(name, true, Map.of(), List.of(), all, used);
  }

  private SeenGroup group(GroupId id) {
    var group = known(id);
    var members =
        pods.values().stream()
            .filter(pod -> pod.group().equals(id))
            .map(pod -> new SeenPod(pod.member(), pod.node(), pod.explained()))
            .toList();
    return new SeenGroup(
        id,
        Integer.toString(group.version()),
        group.created(),
        group.minMember(),
        group.status(),
        members,
        0);
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
  public boolean writeStatus(SeenGroup seen, PodGroupStatus status) {
    var group = groups.get(seen.id());
    if (group == null || !Integer.toString(group.version()).equals(seen.version())) {
      return false;
    }
    groups.put(
        seen.id(), new Group(group.version() + 1, group.minMember(), group.created(), status));
    written();
    return true;
  }

  @Override
  public Bind bind(GroupId group, PodId id, String node) {
    var pod = pods.get(id.uid());
    if (pod == null || pod.node().isPresent()) {
      return Bind.REFUSED;
    }
    pods.put(id.uid(), new Pod(group, pod.member(), Optional.of(node), ""));
    binds.add(id.name());
    written();
    return Bind.BOUND;
  }

  @Override
  public void explain(GroupId group, PodId id, String message) {
    var pod = pods.get(id.uid());
    if (pod != null) {
      pods.put(id.uid(), new Pod(group, pod.member(), pod.node(), message));
      written();
    }
  }

  @Override
  public void evict(GroupId group, PodId id) {
    if (pods.remove(id.uid()) != null) {
      evictions.add(id.name());
      written();
    }
  }
}
