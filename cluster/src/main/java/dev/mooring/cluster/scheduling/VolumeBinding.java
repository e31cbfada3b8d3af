package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.Writes;
import dev.mooring.cluster.scheduling.GangCluster.Volumes;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives claims that wait for their first consumer a volume where it goes. A provisioner is told by
 * the annotation that Kubernetes' own scheduler uses. Thread-safe.
 */
final class VolumeBinding {
  private final KubernetesClient client;

  VolumeBinding(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Looks at the claims as they are now, not as the watches show them: this is asked for once a
   * start and may be a watch behind otherwise.
   *
   * @param pods of one gang, which mount claims
   */
  Volumes prepare(List<SeenPod> pods, Map<PodId, String> seats) {
    var namespace = pods.getFirst().member().id().namespace();
    var nodeNames = nodeNames(pods, seats);
    var mounted = new LinkedHashMap<String, PersistentVolumeClaim>();
    for (var name : nodeNames.keySet()) {
      var claim = client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
      if (claim == null) {
        return new Volumes.Missing("claim %s does not exist".formatted(name));
      }
      mounted.put(name, claim);
    }
    var foreign = foreign(pods, mounted);
    if (foreign.isPresent()) {
      return new Volumes.Missing(
          "claim %s %s".formatted(foreign.get().claim(), foreign.get().why()));
    }
    var seenBound = seenBound(pods);
    mounted
        .entrySet()
        .removeIf(claim -> seenBound.contains(claim.getKey()) && Claims.isBound(claim.getValue()));
    if (mounted.isEmpty()) {
      return new Volumes.Ready();
    }
    var claims = read(mounted);
    mounted.values().removeIf(claims::isAnywhere);
    nodeNames.keySet().retainAll(mounted.keySet());
    var nodes = new LinkedHashMap<String, Node>();
    for (var name : nodeNames.values().stream().flatMap(Set::stream).collect(Collectors.toSet())) {
      var node = client.nodes().withName(name).get();
      if (node == null) {
        return new Volumes.Missing("node %s is gone".formatted(name));
      }
      nodes.put(name, Nodes.of(node, Map.of(), List.of()));
    }
    var at = new LinkedHashMap<String, List<Node>>();
    nodeNames.forEach((claim, names) ->
        at.put(
            Claims.key(namespace, claim),
            names.stream().map(name -> Objects.requireNonNull(nodes.get(name))).toList()));
    return carryOut(claims.needs(at), mounted, nodeNames);
  }

  /** A claim that is not what its pod mounts, although it has its name. */
  private static Optional<Volume.Blocked> foreign(
      List<SeenPod> pods, Map<String, PersistentVolumeClaim> mounted) {
    return pods.stream()
        .flatMap(pod -> pod.claims().stream())
        .flatMap(mount ->
            Claims.foreign(Objects.requireNonNull(mounted.get(mount.claim())), mount).stream())
        .findFirst();
  }

  /** Where the pods go that mount each claim. */
  private static Map<String, Set<String>> nodeNames(List<SeenPod> pods, Map<PodId, String> seats) {
    var nodeNames = new LinkedHashMap<String, Set<String>>();
    for (var pod : pods) {
      var seat = Objects.requireNonNull(seats.get(pod.member().id()));
      for (var mount : pod.claims()) {
        nodeNames.computeIfAbsent(mount.claim(), _ -> new LinkedHashSet<>()).add(seat);
      }
    }
    return nodeNames;
  }

  /** Those that had their volumes when the seats were chosen, which are where these reach. */
  private static Set<String> seenBound(List<SeenPod> pods) {
    return pods.stream()
        .flatMap(pod -> pod.member().shape().local().volumes().stream())
        .filter(Volume.Bound.class::isInstance)
        .map(Volume::claim)
        .collect(Collectors.toSet());
  }

  /** What decides about these claims; of volumes that somebody made, also who else wants them. */
  private Claims read(Map<String, PersistentVolumeClaim> mounted) {
    var isNode = new HashMap<String, Boolean>();
    var claims =
        new Claims(name ->
            isNode.computeIfAbsent(name, key -> client.nodes().withName(key).get() != null));
    if (!mounted.values().stream().allMatch(Claims::isBound)) {
      client.storage().v1().storageClasses().list().getItems().forEach(claims::put);
    }
    if (mounted.values().stream().anyMatch(claims::isServedFromStock)) {
      client.persistentVolumes().list().getItems().forEach(claims::put);
      client.persistentVolumeClaims().inAnyNamespace().list().getItems().forEach(claims::put);
    }
    mounted.values().forEach(claims::put);
    mounted.values().stream()
        .filter(Claims::isBound)
        .map(claim -> claim.getSpec().getVolumeName())
        .distinct()
        .flatMap(name -> Stream.ofNullable(client.persistentVolumes().withName(name).get()))
        .forEach(claims::put);
    return claims;
  }

  /** Writes nothing if anything is missing: a volume that is given is not taken back. */
  private Volumes carryOut(
      Map<String, Claims.Need> needs,
      Map<String, PersistentVolumeClaim> mounted,
      Map<String, Set<String>> nodeNames) {
    for (var need : needs.values()) {
      if (need instanceof Claims.Need.Missing(var why)) {
        return new Volumes.Missing(why);
      }
    }
    Volumes all = new Volumes.Ready();
    for (var entry : mounted.entrySet()) {
      var claim = entry.getValue();
      var need = needs.get(Claims.key(claim.getMetadata().getNamespace(), entry.getKey()));
      switch (Objects.requireNonNull(need)) {
        case Claims.Need.Nothing _, Claims.Need.Missing _ -> {}
        case Claims.Need.BeingMade _ -> all = new Volumes.UnderWay();
        case Claims.Need.Provisioned _ -> {
          var node = Objects.requireNonNull(nodeNames.get(entry.getKey())).iterator().next();
          provision(claim, node);
          all = new Volumes.UnderWay();
        }
        case Claims.Need.Given(var volume) -> {
          give(claim, volume);
          all = new Volumes.UnderWay();
        }
      }
    }
    return all;
  }

  private void provision(PersistentVolumeClaim claim, String node) {
    var name = claim.getMetadata().getName();
    var before = Maps.of(claim.getMetadata().getAnnotations()).get(Claims.SELECTED_NODE);
    // What has changed meanwhile is looked at again.
    Writes.tried(
        "claim " + name,
        () ->
            client
                .persistentVolumeClaims()
                .inNamespace(claim.getMetadata().getNamespace())
                .withName(name)
                .edit(there -> {
                  var annotations = there.getMetadata().getAnnotations();
                  if (Objects.equals(annotations.get(Claims.SELECTED_NODE), before)) {
                    annotations.put(Claims.SELECTED_NODE, node);
                  }
                  return there;
                }));
  }

  /** Once: the volume controller has added to a reference that is there, and would lose that. */
  private void give(PersistentVolumeClaim claim, PersistentVolume volume) {
    if (volume.getSpec().getClaimRef() != null) {
      return;
    }
    volume
        .getSpec()
        .setClaimRef(
            new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .build());
    Writes.tried(
        "volume " + volume.getMetadata().getName(), () -> client.resource(volume).update());
  }
}
