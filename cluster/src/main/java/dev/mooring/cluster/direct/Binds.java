package dev.mooring.cluster.direct;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Gives pods their nodes. Thread-safe.
 *
 * @param client its own way is taken where a direct call is not answered for good
 */
public record Binds(KubernetesClient client, DirectCalls direct) {
  /**
   * Binds one.
   *
   * @param pod its names, and its uid and version: one that has changed since is refused
   * @throws KubernetesClientException with its code, if the API server refuses
   */
  public void bind(ObjectMeta pod, String node) {
    var namespace = pod.getNamespace();
    var binding =
        new BindingBuilder()
            .withMetadata(pod)
            .withNewTarget()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(node)
            .endTarget()
            .build();
    if (!direct.isDone("POST", "api/v1/namespaces/%s/bindings".formatted(namespace), binding)) {
      client.bindings().inNamespace(namespace).resource(binding).create();
    }
  }
}
