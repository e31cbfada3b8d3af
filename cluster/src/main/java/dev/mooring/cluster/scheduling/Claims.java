package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

  /** Where more compete, it is not looked at what they could not do without. */
  private static final int MOST_RIVALS = 64;

  private final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
  private final Map<String, PersistentVolume> volumes = new HashMap<>();
  private final Map<String, StorageClass> classes = new HashMap<>();

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

  private static String key(PersistentVolumeClaim claim) {
    return key(claim.getMetadata().getNamespace(), claim.getMetadata().getName());
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

  /**
   * What claims of a pod say about its node.
   *
   * @param shared whether several pods mount the claim of this key
   */
  List<Volume> volumes(String namespace, List<String> names, Predicate<String> shared) {
    return names.stream().flatMap(name -> volume(namespace, name, shared)).toList();
  }

  private Stream<Volume> volume(String namespace, String name, Predicate<String> shared) {
    var claim = claims.get(key(namespace, name));
    return claim == null
        ? Stream.of(new Volume.Blocked(name, "does not exist"))
        : Stream.concat(
            place(claim, name, shared.test(key(namespace, name))), attached(claim).stream());
  }

  private Stream<Volume> place(PersistentVolumeClaim claim, String name, boolean shared) {
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
      return new Volume.Unbound(
          name, storage.get().getAllowedTopologies().stream().map(Claims::topology).toList());
    }
    var fitting = fitting(claim);
    return fitting.isEmpty()
        ? new Volume.Blocked(name, "has no volume of its class that is free and large enough")
        : new Volume.OneOf(
            name,
            storage.get().getMetadata().getName(),
            offers(fitting, Set.of(key(claim))),
            shared);
  }

  private Offers offers(List<PersistentVolume> fitting, Set<String> of) {
    var needed = needed(fitting, of);
    return new Offers(
        fitting.stream()
            .map(volume ->
                new Offers.Offer(
                    volume.getMetadata().getName(),
                    terms(volume),
                    !needed.contains(volume.getMetadata().getName())))
            .toList());
  }

  /** Volumes that somebody made and that the claim may have; one that was given to it first. */
  private List<PersistentVolume> fitting(PersistentVolumeClaim claim) {
    var all = left().stream().filter(volume -> suits(volume, claim)).toList();
    var given = all.stream().filter(volume -> volume.getSpec().getClaimRef() != null).toList();
    return given.isEmpty() ? all : given;
  }

  /** A claim may be seen to have a volume before the volume is seen to be given. */
  private List<PersistentVolume> left() {
    var had =
        claims.values().stream()
            .filter(Claims::isBound)
            .map(claim -> claim.getSpec().getVolumeName())
            .collect(Collectors.toSet());
    return volumes.values().stream()
        .filter(volume -> !had.contains(volume.getMetadata().getName()))
        .toList();
  }

  /**
   * Names of those without which fewer of the other claims that wait could be served.
   *
   * @param of keys of the claims that want them
   */
  private Set<String> needed(List<PersistentVolume> fitting, Set<String> of) {
    var classes =
        fitting.stream()
            .map(volume -> volume.getSpec().getStorageClassName())
            .collect(Collectors.toSet());
    var rivals =
        claims.values().stream()
            .filter(claim -> !of.contains(key(claim)) && waits(claim))
            .filter(claim -> classes.contains(claim.getSpec().getStorageClassName()))
            .toList();
    if (fitting.size() < 2 || rivals.isEmpty() || rivals.size() > MOST_RIVALS) {
      return Set.of();
    }
    var all =
        left().stream()
            .filter(volume -> rivals.stream().anyMatch(rival -> suits(volume, rival)))
            .toList();
    var served = served(rivals, all);
    return fitting.stream()
        .filter(volume -> served(rivals, without(all, volume)) < served)
        .map(volume -> volume.getMetadata().getName())
        .collect(Collectors.toSet());
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

  private static boolean waits(PersistentVolumeClaim claim) {
    return !isBound(claim) && claim.getMetadata().getDeletionTimestamp() == null;
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

  /** Whether the claim gets one of the volumes that somebody made, when it gets one. */
  boolean isServedFromStock(PersistentVolumeClaim claim) {
    return waits(claim)
        && classOf(claim).map(storage -> NOBODY.equals(storage.getProvisioner())).orElse(true);
  }

  /**
   * What claims need for the pods on these nodes, all of them together: none is given a volume that
   * another could not do without, and, of those that are left, the smallest that is large enough,
   * as Kubernetes does.
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
            needs.put(key, new Need.Nothing());
          } else if (isServedFromStock(claim)) {
            waiting.add(claim);
          } else {
            needs.put(key, new Need.Provisioned());
          }
        });
    needs.putAll(given(waiting, nodes));
    return needs;
  }

  private Map<String, Need> given(
      List<PersistentVolumeClaim> waiting, Map<String, List<Node>> nodes) {
    var fitting = new LinkedHashMap<String, Set<String>>();
    for (var claim : waiting) {
      fitting.put(
          key(claim),
          fitting(claim).stream()
              .filter(volume ->
                  nodes.getOrDefault(key(claim), List.of()).stream()
                      .allMatch(node -> NodeTerm.any(terms(volume), node)))
              .map(volume -> volume.getMetadata().getName())
              .collect(Collectors.toSet()));
    }
    var names = fitting.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    var all =
        volumes.values().stream()
            .filter(volume -> names.contains(volume.getMetadata().getName()))
            .toList();
    var needed = needed(all, fitting.keySet());
    var best =
        all.stream()
            .sorted(
                Comparator.<PersistentVolume, Boolean>comparing(
                        volume -> needed.contains(volume.getMetadata().getName()))
                    .thenComparing(SMALLEST))
            .map(volume -> volume.getMetadata().getName())
            .toList();
    var needs = new LinkedHashMap<String, Need>();
    fitting
        .keySet()
        .forEach(key ->
            needs.put(
                key,
                new Need.Missing(
                    "claim %s has no free volume on %s"
                        .formatted(key, names(nodes.getOrDefault(key, List.of()))))));
    Matching.largest(
            List.copyOf(fitting.keySet()),
            best,
            (claim, volume) -> fitting.getOrDefault(claim, Set.of()).contains(volume))
        .forEach((volume, claim) ->
            needs.put(claim, new Need.Given(Objects.requireNonNull(volumes.get(volume)))));
    return needs;
  }

  private static String names(List<Node> nodes) {
    return nodes.stream().map(Node::name).distinct().collect(Collectors.joining(", "));
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
        && Objects.equals(claim.getSpec().getStorageClassName(), spec.getStorageClassName())
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
