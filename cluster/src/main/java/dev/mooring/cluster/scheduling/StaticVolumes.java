package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.scheduling.Claims.Need;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Offers;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which claims get which of the volumes that somebody made: static provisioning, where each serves
 * one claim.
 *
 * @param claims all that there are, those that have volumes too
 * @param volumes by name
 */
record StaticVolumes(
    Collection<PersistentVolumeClaim> claims, Map<String, PersistentVolume> volumes) {
  /** By name where they are alike, so that the choice does not change from pass to pass. */
  private static final Comparator<PersistentVolume> SMALLEST =
      Comparator.comparing(StaticVolumes::size)
          .thenComparing(volume -> volume.getMetadata().getName());

  /** Where more compete, it is not looked at what they could not do without. */
  private static final int MOST_RIVALS = 64;

  /** Those that the claim may have, on whatever nodes; empty if there is none. */
  Optional<Offers> offers(PersistentVolumeClaim claim) {
    var fitting = fitting(claim);
    var needed = needed(fitting, Set.of(Claims.key(claim)));
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Offers(
                fitting.stream()
                    .map(volume ->
                        new Offers.Offer(
                            volume.getMetadata().getName(),
                            Claims.terms(volume),
                            !needed.contains(volume.getMetadata().getName())))
                    .toList()));
  }

  /** Those that the claim may have; one that was given to it first. */
  private List<PersistentVolume> fitting(PersistentVolumeClaim claim) {
    var all = left().stream().filter(volume -> suits(volume, claim)).toList();
    var given = all.stream().filter(volume -> volume.getSpec().getClaimRef() != null).toList();
    return given.isEmpty() ? all : given;
  }

  /** A claim may be seen to have a volume before the volume is seen to be given. */
  private List<PersistentVolume> left() {
    var had =
        claims.stream()
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
        claims.stream()
            .filter(claim -> !of.contains(Claims.key(claim)) && Claims.waits(claim))
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

  /**
   * What claims get for pods on these nodes, all of them together: none is given a volume that
   * another could not do without, and, of those that are left, the smallest that is large enough,
   * as Kubernetes does.
   *
   * @param nodes by the claim's key; all of its nodes must reach its volume
   */
  Map<String, Need> given(List<PersistentVolumeClaim> waiting, Map<String, List<Node>> nodes) {
    var fitting = new LinkedHashMap<String, Set<String>>();
    for (var claim : waiting) {
      var key = Claims.key(claim);
      fitting.put(key, fitting(claim, nodes.getOrDefault(key, List.of())));
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

  /** Names of those that the claim may have and that all of the nodes reach. */
  private Set<String> fitting(PersistentVolumeClaim claim, List<Node> nodes) {
    return fitting(claim).stream()
        .filter(volume -> nodes.stream().allMatch(node -> NodeTerm.any(Claims.terms(volume), node)))
        .map(volume -> volume.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private static String names(List<Node> nodes) {
    return nodes.stream().map(Node::name).distinct().collect(Collectors.joining(", "));
  }

  /** Whether Kubernetes' volume controller would bind them; it leaves any others as they are. */
  private static boolean suits(PersistentVolume volume, PersistentVolumeClaim claim) {
    var spec = volume.getSpec();
    var owner = spec.getClaimRef();
    var free =
        owner == null
            ? volume.getStatus() == null || "Available".equals(volume.getStatus().getPhase())
            : isGiven(owner, claim.getMetadata());
    var asks = claim.getSpec().getResources().getRequests().get("storage");
    return free
        && volume.getMetadata().getDeletionTimestamp() == null
        && mode(claim.getSpec().getVolumeMode()).equals(mode(spec.getVolumeMode()))
        && Objects.equals(claim.getSpec().getStorageClassName(), spec.getStorageClassName())
        && Set.copyOf(spec.getAccessModes()).containsAll(claim.getSpec().getAccessModes())
        && (asks == null || size(volume).compareTo(asks.getNumericalAmount()) >= 0)
        && Selectors.labels(claim.getSpec().getSelector())
            .selects(Maps.of(volume.getMetadata().getLabels()));
  }

  /** One that a claim of the name had before, which is gone, is not: it keeps that one's uid. */
  private static boolean isGiven(ObjectReference owner, ObjectMeta claim) {
    return claim.getName().equals(owner.getName())
        && claim.getNamespace().equals(owner.getNamespace())
        && (PodShapes.text(owner.getUid()).isEmpty() || owner.getUid().equals(claim.getUid()));
  }

  private static String mode(@Nullable String mode) {
    return mode == null ? "Filesystem" : mode;
  }

  private static BigDecimal size(PersistentVolume volume) {
    var size = volume.getSpec().getCapacity().get("storage");
    return size == null ? BigDecimal.ZERO : size.getNumericalAmount();
  }
}
