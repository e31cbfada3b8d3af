package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Selector;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Claims, volumes and classes as the watches show them, and what they say about pods. Confined to
 * one thread.
 */
final class Claims {
  /** On a claim: where its provisioner makes the volume, as Kubernetes' own scheduler says it. */
  static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  /** A class of this provisioner has volumes that somebody made, and no others. */
  private static final String NOBODY = "kubernetes.io/no-provisioner";

  private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
  private final Map<String, PersistentVolume> volumes = new HashMap<>();
  private final Map<String, StorageClass> classes = new HashMap<>();
  private final Predicate<String> isNode;

  /**
   * Knows none yet.
   *
   * @param isNode whether there is a node of the name, now
   */
  Claims(Predicate<String> isNode) {
    this.isNode = isNode;
  }

  void put(PersistentVolumeClaim claim) {
    claims.put(key(claim), claim);
  }

  void remove(PersistentVolumeClaim claim) {
    claims.remove(key(claim));
  }

  void put(PersistentVolume volume) {
    volumes.put(volume.getMetadata().getName(), volume);
  }

  void remove(PersistentVolume volume) {
    volumes.remove(volume.getMetadata().getName());
  }

  void put(StorageClass storage) {
    classes.put(storage.getMetadata().getName(), storage);
  }

  void remove(StorageClass storage) {
    classes.remove(storage.getMetadata().getName());
  }

  static String key(String namespace, String claim) {
    return namespace + "/" + claim;
  }

  static String key(PersistentVolumeClaim claim) {
    return key(claim.getMetadata().getNamespace(), claim.getMetadata().getName());
  }

  /** The claims that a pod mounts; those of ephemeral volumes are named after both. */
  static List<Mount> mounts(Pod pod) {
    var mounts = new LinkedHashMap<String, Mount>();
    for (var volume : pod.getSpec().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        var name = volume.getPersistentVolumeClaim().getClaimName();
        mounts.putIfAbsent(name, Mount.of(name));
      } else if (volume.getEphemeral() != null) {
        var name = pod.getMetadata().getName() + "-" + volume.getName();
        mounts.put(name, new Mount(name, Optional.of(pod.getMetadata().getUid())));
      }
    }
    return List.copyOf(mounts.values());
  }

  /**
   * What claims of a pod say about its node.
   *
   * @param shared whether several pods mount the claim of this key
   */
  List<Volume> volumes(String namespace, List<Mount> mounts, Predicate<String> shared) {
    return mounts.stream().flatMap(mount -> volume(namespace, mount, shared)).toList();
  }

  private Stream<Volume> volume(String namespace, Mount mount, Predicate<String> shared) {
    var name = mount.claim();
    var claim = claims.get(key(namespace, name));
    return claim == null
        ? Stream.of(new Volume.Blocked(name, "does not exist"))
        : Stream.concat(
            place(claim, mount, shared.test(key(namespace, name))), attached(claim).stream());
  }

  /** Why the claim is not the one that is mounted, although it has its name; empty if it is. */
  static Optional<Volume.Blocked> foreign(PersistentVolumeClaim claim, Mount mount) {
    var owner =
        claim.getMetadata().getOwnerReferences().stream()
            .filter(one -> Boolean.TRUE.equals(one.getController()))
            .findFirst();
    if (mount.owner().isEmpty() || mount.owner().equals(owner.map(OwnerReference::getUid))) {
      return Optional.empty();
    }
    var name = mount.claim();
    return Optional.of(
        owner.filter(one -> "Pod".equals(one.getKind())).isPresent()
            ? new Volume.Blocked(
                name,
                "was made for an earlier pod of the same name",
                "Kubernetes deletes it with that pod; if it lasts: kubectl delete pvc " + name)
            : new Volume.Blocked(
                name,
                "was not made for the pod, whose ephemeral volume needs a claim of this name",
                "Delete the claim, or name the volume otherwise: kubectl describe pvc " + name));
  }

  private Stream<Volume> place(PersistentVolumeClaim claim, Mount mount, boolean shared) {
    var name = mount.claim();
    var foreign = foreign(claim, mount);
    if (foreign.isPresent()) {
      return Stream.of(foreign.get());
    }
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      return Stream.of(new Volume.Blocked(name, "is being deleted"));
    }
    if (claim.getStatus() != null && "Lost".equals(claim.getStatus().getPhase())) {
      return Stream.of(new Volume.Blocked(name, "has lost its volume"));
    }
    var place = isBound(claim) ? bound(claim) : unbound(claim, shared);
    return claim.getSpec().getAccessModes().contains("ReadWriteOncePod")
        ? Stream.of(place, new Volume.Exclusive(name))
        : Stream.of(place);
  }

  /**
   * What counts against a driver's limit on the node, be the claim on its way out: pods may have it
   * still. A volume that is yet to be made has no handle, and one claim.
   */
  private Optional<Volume> attached(PersistentVolumeClaim claim) {
    var name = claim.getMetadata().getName();
    if (isBound(claim)) {
      return Optional.ofNullable(volumes.get(claim.getSpec().getVolumeName()))
          .map(volume -> volume.getSpec().getCsi())
          .map(csi -> new Volume.Attached(name, csi.getDriver(), csi.getVolumeHandle()));
    }
    return classOf(claim)
        .filter(storage -> !NOBODY.equals(storage.getProvisioner()))
        .map(storage ->
            new Volume.Attached(
                name,
                storage.getProvisioner(),
                "claim %s/%s".formatted(claim.getMetadata().getNamespace(), name)));
  }

  static boolean isBound(PersistentVolumeClaim claim) {
    return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
  }

  private StaticVolumes stock() {
    return new StaticVolumes(claims.values(), volumes);
  }

  static boolean waits(PersistentVolumeClaim claim) {
    return !isBound(claim) && claim.getMetadata().getDeletionTimestamp() == null;
  }

  private Volume bound(PersistentVolumeClaim claim) {
    var name = claim.getMetadata().getName();
    var volume = volumes.get(claim.getSpec().getVolumeName());
    return volume == null
        ? new Volume.Blocked(name, "is bound to a volume that does not exist")
        : new Volume.Bound(name, terms(volume));
  }

  private Volume unbound(PersistentVolumeClaim claim, boolean shared) {
    var name = claim.getMetadata().getName();
    var storage = classOf(claim);
    if (storage.isEmpty()) {
      return new Volume.Blocked(name, "is not bound to a volume yet and names no known class");
    }
    if (!"WaitForFirstConsumer".equals(storage.get().getVolumeBindingMode())) {
      return new Volume.Blocked(name, "is not bound to a volume yet");
    }
    if (!NOBODY.equals(storage.get().getProvisioner())) {
      return new Volume.Unbound(name, makeable(claim, storage.get(), shared));
    }
    return stock()
        .offers(claim)
        .<Volume>map(
            offers -> new Volume.OneOf(name, storage.get().getMetadata().getName(), offers, shared))
        .orElseGet(() ->
            new Volume.Blocked(name, "has no volume of its class that is free and large enough"));
  }

  /**
   * Where its volume may be made: where its provisioner was told to, if it was. Of several pods
   * that mount it, others than the one it was told for may be elsewhere: whether the volume reaches
   * them is seen when it is there.
   */
  private List<NodeTerm> makeable(
      PersistentVolumeClaim claim, StorageClass storage, boolean shared) {
    var topologies = storage.getAllowedTopologies().stream().map(Claims::topology).toList();
    var node = shared ? Optional.<String>empty() : selectedNode(claim);
    return node.map(name -> on(name, topologies)).orElse(topologies);
  }

  private static List<NodeTerm> on(String node, List<NodeTerm> topologies) {
    var name = new Selector(List.of(Requirement.in(NodeTerm.NAME, node)));
    return topologies.isEmpty()
        ? List.of(new NodeTerm(Selector.EVERYTHING, name))
        : topologies.stream().map(term -> new NodeTerm(term.labels(), name)).toList();
  }

  /**
   * The node that the provisioner was told and goes on with, as long as it leaves the annotation
   * there. When the node is gone newer provisioners take it off, and older ones wait for ever.
   */
  private Optional<String> selectedNode(PersistentVolumeClaim claim) {
    return Optional.ofNullable(Maps.of(claim.getMetadata().getAnnotations()).get(SELECTED_NODE))
        .filter(isNode);
  }

  /** Whether what becomes of the node changes where a claim gets its volume. */
  boolean anyWaitsFor(String node) {
    return claims.values().stream()
        .anyMatch(claim ->
            waits(claim)
                && node.equals(Maps.of(claim.getMetadata().getAnnotations()).get(SELECTED_NODE)));
  }

  private Optional<StorageClass> classOf(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getSpec().getStorageClassName()).map(classes::get);
  }

  /** What must be done so that the claim gets a volume where the pod goes. */
  sealed interface Need {
    /** Nothing: it has one, which reaches the pods. */
    record Nothing() implements Need {}

    /** The provisioner is told the node, and makes one. */
    record Provisioned() implements Need {}

    /** Time: the provisioner was told a node. */
    record BeingMade() implements Need {}

    /** The volume of this name is given to the claim. */
    record Given(PersistentVolume volume) implements Need {}

    /** There is none. */
    record Missing(String why) implements Need {}
  }

  /** Whether the claim gets one of the volumes that somebody made, when it gets one. */
  boolean isServedFromStock(PersistentVolumeClaim claim) {
    return waits(claim)
        && classOf(claim).map(storage -> NOBODY.equals(storage.getProvisioner())).orElse(true);
  }

  /**
   * What claims need for the pods on these nodes, all of them together; see {@link
   * StaticVolumes#given}.
   *
   * @param nodes by the claim's key; all of its nodes must reach its volume
   */
  Map<String, Need> needs(Map<String, List<Node>> nodes) {
    var needs = new LinkedHashMap<String, Need>();
    var waiting = new ArrayList<PersistentVolumeClaim>();
    nodes
        .keySet()
        .forEach(key -> {
          var claim = claims.get(key);
          if (claim == null) {
            needs.put(key, new Need.Missing("claim %s does not exist".formatted(key)));
          } else if (isBound(claim)) {
            needs.put(key, reached(claim, nodes.getOrDefault(key, List.of())));
          } else if (isServedFromStock(claim)) {
            waiting.add(claim);
          } else if (selectedNode(claim).isPresent()) {
            needs.put(key, new Need.BeingMade());
          } else {
            needs.put(key, new Need.Provisioned());
          }
        });
    needs.putAll(stock().given(waiting, nodes));
    return needs;
  }

  private Need reached(PersistentVolumeClaim claim, List<Node> nodes) {
    var name = claim.getSpec().getVolumeName();
    var volume = volumes.get(name);
    if (volume == null) {
      return new Need.Missing(
          "claim %s has volume %s, which does not exist".formatted(key(claim), name));
    }
    return nodes.stream()
        .filter(node -> !NodeTerm.any(terms(volume), node))
        .findFirst()
        .<Need>map(node ->
            new Need.Missing(
                "claim %s has volume %s, which node %s does not reach"
                    .formatted(key(claim), name, node.name())))
        .orElseGet(Need.Nothing::new);
  }

  /** Whether it has a volume that all nodes reach. */
  boolean isAnywhere(PersistentVolumeClaim claim) {
    var volume = isBound(claim) ? volumes.get(claim.getSpec().getVolumeName()) : null;
    return volume != null && terms(volume).isEmpty();
  }

  static List<NodeTerm> terms(PersistentVolume volume) {
    var affinity = volume.getSpec().getNodeAffinity();
    return affinity == null || affinity.getRequired() == null
        ? List.of()
        : affinity.getRequired().getNodeSelectorTerms().stream().map(Selectors::nodeTerm).toList();
  }

  private static NodeTerm topology(TopologySelectorTerm term) {
    return NodeTerm.ofLabels(
        term.getMatchLabelExpressions().stream()
            .map(e -> Requirement.in(e.getKey(), e.getValues().toArray(String[]::new)))
            .toArray(Requirement[]::new));
  }
}
