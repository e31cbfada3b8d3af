package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.DisruptionBudget;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Snapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the watches have told so far. Each change touches only what it is about, so that looking at
 * it costs no more than what has changed. Confined to one thread.
 */
final class Image {
  private final String schedulerName;
  private final Map<String, io.fabric8.kubernetes.api.model.Node> nodes = new HashMap<>();
  private final Map<String, Map<String, Integer>> attachLimits = new HashMap<>();
  private final Map<String, Map<String, PodView>> podsByNode = new HashMap<>();
  private final TreeMap<String, Node> seenNodes = new TreeMap<>();
  private final Set<String> staleNodes = new HashSet<>();
  private final Map<String, PodView> pods = new HashMap<>();
  private final Map<String, Seen.Stray> unreadable = new HashMap<>();
  private final Map<String, Pod> namespaceBound = new HashMap<>();
  private final Map<GangId, Map<String, PodView>> podsByGang = new HashMap<>();
  private final Map<GangId, Group> groups = new HashMap<>();
  private final Map<GangId, String> unreadableGroups = new HashMap<>();
  private final TreeMap<GangId, SeenGroup> seenGroups = new TreeMap<>();
  private final Set<GangId> staleGroups = new HashSet<>();
  private final Map<String, Queue> queues = new TreeMap<>();
  private final Map<String, DisruptionBudget> budgets = new HashMap<>();
  private final Map<String, PriorityClass> priorities = new HashMap<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();
  private final Claims claims = new Claims(nodes::containsKey);

  /** Uids of the pods that mount a claim, whatever has become of them. */
  private final Map<String, Set<String>> mounts = new HashMap<>();

  private final Alike alike = new Alike();

  Image(String schedulerName) {
    this.schedulerName = schedulerName;
  }

  void put(HasMetadata object) {
    switch (object) {
      case Pod pod -> put(pod);
      case io.fabric8.kubernetes.api.model.Node node -> {
        if (nodes.put(name(node), node) == null) {
          staleWaitingFor(name(node));
        }
        staleNodes.add(name(node));
      }
      case dev.mooring.crd.PodGroup group -> put(Group.id(group), () -> Group.of(group));
      case dev.mooring.crd.PluginPodGroup group -> put(Group.id(group), () -> Group.of(group));
      case dev.mooring.crd.Queue queue -> queues.put(name(queue), Queues.of(queue));
      case PodDisruptionBudget budget -> budgets.put(key(budget), budget(budget));
      case PriorityClass priority -> {
        priorities.put(name(priority), priority);
        staleGroups.addAll(groups.keySet());
      }
      case Namespace namespace -> put(namespace);
      case PersistentVolumeClaim claim -> claims.put(claim);
      case PersistentVolume volume -> claims.put(volume);
      case StorageClass storage -> claims.put(storage);
      case CSINode node -> {
        attachLimits.put(name(node), Nodes.attachLimits(node));
        staleNodes.add(name(node));
      }
      default -> throw new IllegalArgumentException("Nobody watches " + object.getKind());
    }
    staleClaims(object);
  }

  void remove(HasMetadata object) {
    switch (object) {
      case Pod pod -> removePod(pod.getMetadata().getUid());
      case io.fabric8.kubernetes.api.model.Node node -> {
        nodes.remove(name(node));
        staleWaitingFor(name(node));
        staleNodes.add(name(node));
      }
      case dev.mooring.crd.PodGroup group -> removeGroup(Group.id(group));
      case dev.mooring.crd.PluginPodGroup group -> removeGroup(Group.id(group));
      case dev.mooring.crd.Queue queue -> queues.remove(name(queue));
      case PodDisruptionBudget budget -> budgets.remove(key(budget));
      case PriorityClass priority -> {
        priorities.remove(name(priority));
        staleGroups.addAll(groups.keySet());
      }
      case Namespace namespace -> namespaces.remove(name(namespace));
      case PersistentVolumeClaim claim -> claims.remove(claim);
      case PersistentVolume volume -> claims.remove(volume);
      case StorageClass storage -> claims.remove(storage);
      case CSINode node -> {
        attachLimits.remove(name(node));
        staleNodes.add(name(node));
      }
      default -> throw new IllegalArgumentException("Nobody watches " + object.getKind());
    }
    staleClaims(object);
  }

  /** Claims are few, and whatever happens to one may free any pod that mounts one. */
  private void staleClaims(HasMetadata object) {
    if (object instanceof PersistentVolumeClaim
        || object instanceof PersistentVolume
        || object instanceof StorageClass) {
      staleMounting();
    }
  }

  /** Whether the node is there decides where a claim gets its volume that was to be made on it. */
  private void staleWaitingFor(String node) {
    if (claims.anyWaitsFor(node)) {
      staleMounting();
    }
  }

  private void staleMounting() {
    pods.values().stream().filter(pod -> !pod.claims().isEmpty()).forEach(this::stale);
  }

  private void put(Pod pod) {
    unreadable.remove(pod.getMetadata().getUid());
    try {
      put(pod, view(pod, whole -> alike.of(PodShapes.of(whole, this::namespaces))));
    } catch (RuntimeException nonsense) {
      removePod(pod.getMetadata().getUid());
      PodView.unreadable(pod, schedulerName, nonsense.getMessage())
          .ifPresentOrElse(
              stray -> unreadable.put(stray.pod().uid(), stray),
              () -> put(pod, view(pod, PodShapes::room)));
    }
  }

  private PodView view(Pod pod, Function<Pod, PodShape> shape) {
    return PodView.of(pod, schedulerName, shape);
  }

  private void put(Pod pod, PodView view) {
    if (view.namespaceSelectors()) {
      namespaceBound.put(view.id().uid(), pod);
    }
    var before = pods.get(view.id().uid());
    if (before != null && !before.gang().equals(view.gang())) {
      removePod(view.id().uid());
    }
    pods.put(view.id().uid(), view);
    mounts(view, uids -> uids.add(view.id().uid()));
    view.node()
        .ifPresent(node -> {
          podsByNode.computeIfAbsent(node, _ -> new LinkedHashMap<>()).put(view.id().uid(), view);
          staleNodes.add(node);
        });
    if (view.ours()) {
      podsByGang
          .computeIfAbsent(view.gang(), _ -> new LinkedHashMap<>())
          .put(view.id().uid(), view);
      staleGroups.add(view.gang());
    }
  }

  private void removePod(String uid) {
    unreadable.remove(uid);
    namespaceBound.remove(uid);
    var view = pods.remove(uid);
    if (view == null) {
      return;
    }
    view.node()
        .ifPresent(node -> {
          podsByNode.getOrDefault(node, new HashMap<>()).remove(uid);
          staleNodes.add(node);
        });
    podsByGang.computeIfPresent(
        view.gang(),
        (_, there) -> {
          there.remove(uid);
          return there.isEmpty() ? null : there;
        });
    staleGroups.add(view.gang());
    mounts(view, uids -> uids.remove(uid));
  }

  /** Whether one pod has a claim or several is part of the shape of each. */
  private void mounts(PodView pod, Consumer<Set<String>> change) {
    for (var mount : pod.claims()) {
      var key = Claims.key(pod.id().namespace(), mount.claim());
      var uids = mounts.computeIfAbsent(key, _ -> new LinkedHashSet<>());
      var before = uids.size() > 1;
      change.accept(uids);
      if (before != uids.size() > 1) {
        uids.stream().map(pods::get).filter(Objects::nonNull).forEach(this::stale);
      }
      if (uids.isEmpty()) {
        mounts.remove(key);
      }
    }
  }

  private void stale(PodView pod) {
    staleGroups.add(pod.gang());
    pod.node().ifPresent(staleNodes::add);
  }

  private boolean isShared(String claim) {
    return mounts.getOrDefault(claim, Set.of()).size() > 1;
  }

  private void put(GangId id, Supplier<Group> group) {
    removeGroup(id);
    try {
      groups.put(id, group.get());
    } catch (RuntimeException nonsense) {
      unreadableGroups.put(id, String.valueOf(nonsense.getMessage()));
    }
  }

  private void removeGroup(GangId id) {
    groups.remove(id);
    unreadableGroups.remove(id);
    staleGroups.add(id);
  }

  private void put(Namespace namespace) {
    var labels = Map.copyOf(Maps.of(namespace.getMetadata().getLabels()));
    if (!labels.equals(namespaces.put(name(namespace), labels))) {
      List.copyOf(namespaceBound.values()).forEach(this::put);
    }
  }

  private Set<String> namespaces(LabelSelector selector) {
    var selects = Selectors.labels(selector);
    return namespaces.entrySet().stream()
        .filter(namespace -> selects.selects(namespace.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** How it all stands now. */
  Seen seen() {
    staleNodes.forEach(this::renewNode);
    staleNodes.clear();
    staleGroups.forEach(this::renewGroup);
    staleGroups.clear();
    return new Seen(
        new Snapshot(List.copyOf(seenNodes.values())),
        List.copyOf(seenGroups.values()),
        queues(),
        List.copyOf(budgets.values()),
        strays());
  }

  private void renewNode(String name) {
    var node = nodes.get(name);
    if (node == null) {
      seenNodes.remove(name);
      return;
    }
    seenNodes.put(
        name,
        Nodes.of(
            node,
            attachLimits.getOrDefault(name, Map.of()),
            podsByNode.getOrDefault(name, Map.of()).values().stream()
                .filter(PodView::holdsRoom)
                .map(this::seated)
                .toList()));
  }

  private Seated seated(PodView pod) {
    var group = groups.get(pod.gang());
    return pod.seated(
        pod.ours() && pod.controlled() && (group == null || group.preemptible()), whole(pod));
  }

  private PodShape whole(PodView pod) {
    if (pod.claims().isEmpty()) {
      return pod.shape();
    }
    var shape = pod.shape();
    return shape.with(
        new PodShape.Local(
            shape.local().ports(),
            claims.volumes(shape.namespace(), pod.claims(), this::isShared)));
  }

  private void renewGroup(GangId id) {
    var members = List.copyOf(podsByGang.getOrDefault(id, Map.of()).values());
    var group = id.kind() == GangId.Kind.POD ? Group.ofPod(id, members) : groups.get(id);
    if (group == null || (members.stream().noneMatch(PodView::isAlive) && !group.awaitsPods())) {
      seenGroups.remove(id);
      return;
    }
    seenGroups.put(id, group.seen(members, priorities, this::seated, this::whole));
  }

  private List<Queue> queues() {
    var all = new ArrayList<>(queues.values());
    if (!queues.containsKey(dev.mooring.crd.Queue.DEFAULT)) {
      all.add(Queue.of(dev.mooring.crd.Queue.DEFAULT, 1));
    }
    return all;
  }

  private static DisruptionBudget budget(PodDisruptionBudget budget) {
    var status = budget.getStatus();
    return new DisruptionBudget(
        budget.getMetadata().getNamespace(),
        Selectors.podLabels(budget.getSpec().getSelector()),
        status == null || status.getDisruptionsAllowed() == null
            ? 0
            : Math.max(0, status.getDisruptionsAllowed()));
  }

  private List<Seen.Stray> strays() {
    var groupless =
        podsByGang.entrySet().stream()
            .filter(gang ->
                gang.getKey().kind() != GangId.Kind.POD && !groups.containsKey(gang.getKey()))
            .flatMap(gang ->
                gang.getValue().values().stream()
                    .filter(pod -> pod.state() == PodView.State.WAITING)
                    .map(pod ->
                        new Seen.Stray(Group.waiting(pod, pod.shape()), noGroup(gang.getKey()))));
    return Stream.concat(groupless, unreadable.values().stream()).toList();
  }

  private String noGroup(GangId id) {
    var why = unreadableGroups.get(id);
    return why == null
        ? "PodGroup %s, which the pod names, does not exist; create it, or correct the name"
            .formatted(id)
        : "PodGroup %s, which the pod names, makes no sense: %s; correct it".formatted(id, why);
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + name(object);
  }
}
