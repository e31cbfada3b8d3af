package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.Writes;
import dev.mooring.cluster.scheduling.GangCluster.Volumes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/**
 * Gives claims that wait for their first consumer a volume where it goes. A provisioner is told by
 * the annotation that Kubernetes' own scheduler uses. Thread-safe.
 */
final class VolumeBinding {
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private final KubernetesClient client;

  VolumeBinding(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Looks at the claims as they are now, not as the watches show them: this is asked for once a
   * start and may be a watch behind otherwise.
   */
  Volumes prepare(SeenPod pod, String nodeName) {
    var namespace = pod.member().id().namespace();
    var claims = new Claims();
    for (var name : pod.claims()) {
      var claim = client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
      if (claim != null) {
        claims.put(claim);
      }
    }
    client.persistentVolumes().list().getItems().forEach(claims::put);
    client.storage().v1().storageClasses().list().getItems().forEach(claims::put);
    var node = client.nodes().withName(nodeName).get();
    if (node == null) {
      return new Volumes.Missing("node %s is gone".formatted(nodeName));
    }
    Volumes all = new Volumes.Ready();
    for (var name : pod.claims()) {
      var one = prepare(namespace, name, node, claims);
      if (one instanceof Volumes.Missing) {
        return one;
      }
      all = one instanceof Volumes.UnderWay ? one : all;
    }
    return all;
  }

  private Volumes prepare(String namespace, String claim, Node node, Claims claims) {
    return switch (claims.need(namespace, claim, Nodes.of(node, Map.of(), List.of()))) {
      case Claims.Need.Nothing _ -> new Volumes.Ready();
      case Claims.Need.Missing(var why) -> new Volumes.Missing(why);
      case Claims.Need.Provisioned _ -> provision(namespace, claim, node);
      case Claims.Need.Given(var volume) -> give(namespace, claim, volume);
    };
  }

  private Volumes provision(String namespace, String claim, Node node) {
    var name = node.getMetadata().getName();
    // What has changed meanwhile is looked at again.
    Writes.tried(
        "claim " + claim,
        () ->
            client
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .edit(there -> {
                  there.getMetadata().getAnnotations().putIfAbsent(SELECTED_NODE, name);
                  return there;
                }));
    return new Volumes.UnderWay();
  }

  /** Once: the volume controller has added to a reference that is there, and would lose that. */
  private Volumes give(String namespace, String claim, PersistentVolume volume) {
    if (volume.getSpec().getClaimRef() != null) {
      return new Volumes.UnderWay();
    }
    volume
        .getSpec()
        .setClaimRef(
            new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(namespace)
                .withName(claim)
                .build());
    Writes.tried(
        "volume " + volume.getMetadata().getName(), () -> client.resource(volume).update());
    return new Volumes.UnderWay();
  }
}
