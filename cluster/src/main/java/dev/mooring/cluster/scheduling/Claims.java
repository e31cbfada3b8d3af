package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Claims, volumes and classes as the watches show them, and what they say about pods. Confined to
 * one thread.
 */
final class Claims {
  /** A class of this provisioner has volumes that somebody made, and no others. */
  private static final String NOBODY = "kubernetes.io/no-provisioner";

  /** By name where they are alike, so that the choice does not change from pass to pass. */
  private static final Comparator<PersistentVolume> SMALLEST =
      Comparator.comparing(Claims::size).thenComparing(volume -> volume.getMetadata().getName());

  /** Where more compete, each is offered all that fit it. */
  private static final int MOST_RIVALS = 64;

  private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
  private final Map<String, PersistentVolume> volumes = new HashMap<>();
  private final Map<String, StorageClass> classes = new HashMap<>();

  void put(PersistentVolumeClaim claim) {
    claims.put(claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName(), claim);
  }

  void remove(PersistentVolumeClaim claim) {
    claims.remove(claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName());
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

  /** Names of the claims that a pod mounts; those of ephemeral volumes are named after both. */
  static List<String> names(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .flatMap(volume ->
            volume.getPersistentVolumeClaim() != null
                ? Stream.of(volume.getPersistentVolumeClaim().getClaimName())
                : volume.getEphemeral() != null
                    ? Stream.of(pod.getMetadata().getName() + "-" + volume.getName())
                    : Stream.empty())
        .distinct()
        .toList();
  }

  List<Volume> volumes(String namespace, List<String> names) {
    return names.stream().flatMap(name -> volume(namespace, name)).toList();
  }

  private Stream<Volume> volume(String namespace, String name) {
    var claim = claims.get(namespace + "/" + name);
    return claim == null
        ? Stream.of(new Volume.Blocked(name, "does not exist"))
        : Stream.concat(place(claim, name), attached(claim).stream());
  }

  private Stream<Volume> place(PersistentVolumeClaim claim, String name) {
    if (claim.getMetadata().getDeletionTimestamp() != null) {
      return Stream.of(new Volume.Blocked(name, "is being deleted"));
    }
    if (claim.getStatus() != null && "Lost".equals(claim.getStatus().getPhase())) {
      return Stream.of(new Volume.Blocked(name, "has lost its volume"));
    }
    var place = isBound(claim) ? bound(claim) : unbound(claim);
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

  private static boolean isBound(PersistentVolumeClaim claim) {
    return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
  }

  private Volume bound(PersistentVolumeClaim claim) {
    var name = claim.getMetadata().getName();
    var volume = volumes.get(claim.getSpec().getVolumeName());
    return volume == null
        ? new Volume.Blocked(name, "is bound to a volume that does not exist")
        : new Volume.Bound(name, terms(volume));
  }

  private Volume unbound(PersistentVolumeClaim claim) {
    var name = claim.getMetadata().getName();
    var storage = classOf(claim);
    if (storage.isEmpty()) {
      return new Volume.Blocked(name, "is not bound to a volume yet and names no known class");
    }
    if (!"WaitForFirstConsumer".equals(storage.get().getVolumeBindingMode())) {
      return new Volume.Blocked(name, "is not bound to a volume yet");
    }
    if (!NOBODY.equals(storage.get().getProvisioner())) {
      return new Volume.Unbound(
          name, storage.get().getAllowedTopologies().stream().map(Claims::topology).toList());
    }
    var fitting = offered(claim);
    return fitting.isEmpty()
        ? new Volume.Blocked(name, "has no volume of its class that is free and large enough")
        : new Volume.Unbound(
            name,
            fitting.stream().anyMatch(volume -> terms(volume).isEmpty())
                ? List.of()
                : fitting.stream().flatMap(volume -> terms(volume).stream()).toList());
  }

  /**
   * Volumes that somebody made and that the claim may have: not those that others could not do
   * without, as long as there are any else.
   */
  private List<PersistentVolume> offered(PersistentVolumeClaim claim) {
    var fitting = volumes.values().stream().filter(volume -> suits(volume, claim)).toList();
    var rivals = claims.values().stream().filter(other -> isRival(other, claim)).toList();
    if (fitting.size() < 2 || rivals.isEmpty() || rivals.size() > MOST_RIVALS) {
      return fitting;
    }
    var all =
        volumes.values().stream()
            .filter(volume -> rivals.stream().anyMatch(rival -> suits(volume, rival)))
            .toList();
    var served = served(rivals, all);
    var spare =
        fitting.stream().filter(volume -> served(rivals, without(all, volume)) == served).toList();
    return spare.isEmpty() ? fitting : spare;
  }

  private static int served(List<PersistentVolumeClaim> claims, List<PersistentVolume> volumes) {
    return Matching.most(
        IntStream.range(0, claims.size()).boxed().toList(),
        IntStream.range(0, volumes.size()).boxed().toList(),
        (claim, volume) -> suits(volumes.get(volume), claims.get(claim)));
  }

  private static List<PersistentVolume> without(List<PersistentVolume> all, PersistentVolume one) {
    var name = one.getMetadata().getName();
    return all.stream().filter(volume -> !volume.getMetadata().getName().equals(name)).toList();
  }

  /** Another that waits for a volume of the same class. */
  private static boolean isRival(PersistentVolumeClaim other, PersistentVolumeClaim claim) {
    return !isBound(other)
        && other.getMetadata().getDeletionTimestamp() == null
        && claim.getSpec().getStorageClassName().equals(other.getSpec().getStorageClassName())
        && !(claim.getMetadata().getName().equals(other.getMetadata().getName())
            && claim.getMetadata().getNamespace().equals(other.getMetadata().getNamespace()));
  }

  private Optional<StorageClass> classOf(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getSpec().getStorageClassName()).map(classes::get);
  }

  /** What must be done so that the claim gets a volume where the pod goes. */
  sealed interface Need {
    /** Nothing: it has one. */
    record Nothing() implements Need {}

    /** The provisioner is told the node, and makes one. */
    record Provisioned() implements Need {}

    /** The volume of this name is given to the claim. */
    record Given(PersistentVolume volume) implements Need {}

    /** There is none. */
    record Missing(String why) implements Need {}
  }

  /**
   * What the claim needs for a pod on the node. Of volumes that somebody made the smallest that is
   * large enough, as Kubernetes does: a larger one may be all that another claim can have.
   */
  Need need(String namespace, String name, dev.mooring.scheduling.model.Node node) {
    var claim = claims.get(namespace + "/" + name);
    if (claim == null) {
      return new Need.Missing("claim %s does not exist".formatted(name));
    }
    if (isBound(claim)) {
      return new Need.Nothing();
    }
    var storage = classOf(claim);
    if (storage.isPresent() && !NOBODY.equals(storage.get().getProvisioner())) {
      return new Need.Provisioned();
    }
    return offered(claim).stream()
        .filter(volume -> NodeTerm.any(terms(volume), node))
        .min(SMALLEST)
        .<Need>map(Need.Given::new)
        .orElseGet(() ->
            new Need.Missing("claim %s has no free volume on %s".formatted(name, node.name())));
  }

  private static boolean suits(PersistentVolume volume, PersistentVolumeClaim claim) {
    var spec = volume.getSpec();
    var owner = spec.getClaimRef();
    var free =
        owner == null
            ? volume.getStatus() == null || "Available".equals(volume.getStatus().getPhase())
            : claim.getMetadata().getName().equals(owner.getName())
                && claim.getMetadata().getNamespace().equals(owner.getNamespace());
    var asks = claim.getSpec().getResources().getRequests().get("storage");
    return free
        && claim.getSpec().getStorageClassName().equals(spec.getStorageClassName())
        && Set.copyOf(spec.getAccessModes()).containsAll(claim.getSpec().getAccessModes())
        && (asks == null || size(volume).compareTo(asks.getNumericalAmount()) >= 0)
        && Selectors.labels(claim.getSpec().getSelector())
            .selects(Maps.of(volume.getMetadata().getLabels()));
  }

  private static BigDecimal size(PersistentVolume volume) {
    var size = volume.getSpec().getCapacity().get("storage");
    return size == null ? BigDecimal.ZERO : size.getNumericalAmount();
  }

  private static List<NodeTerm> terms(PersistentVolume volume) {
    var affinity = volume.getSpec().getNodeAffinity();
    return affinity == null || affinity.getRequired() == null
        ? List.of()
        : affinity.getRequired().getNodeSelectorTerms().stream().map(Selectors::nodeTerm).toList();
  }

  private static NodeTerm topology(TopologySelectorTerm term) {
    return NodeTerm.ofLabels(
        term.getMatchLabelExpressions().stream()
            .map(e ->
                dev.mooring.scheduling.model.Requirement.in(
                    e.getKey(), e.getValues().toArray(String[]::new)))
            .toArray(dev.mooring.scheduling.model.Requirement[]::new));
  }
}
