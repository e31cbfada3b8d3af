package dev.mooring.cluster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The memory of pods as Kubernetes counts it: what {@code kubectl top} shows, and what the kernel
 * holds against a container's limit but for what it can drop at once. Pages of files that other
 * pods have brought in are theirs.
 */
public final class WorkingSets {
  private WorkingSets() {}

  /** Mebibytes by name of pod, as its node's kubelet told last: every few seconds. */
  public static Map<String, Double> of(Connection connection, String namespace) {
    var client = connection.client();
    var found = new HashMap<String, Double>();
    for (var node : nodes(client, namespace)) {
      var summary =
          Objects.requireNonNull(
              client.raw("/api/v1/nodes/%s/proxy/stats/summary".formatted(node)),
              () -> "Node " + node + " is gone");
      found.putAll(read(Serialization.unmarshal(summary, JsonNode.class), namespace));
    }
    return Map.copyOf(found);
  }

  private static List<String> nodes(KubernetesClient client, String namespace) {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase()))
        .map(pod -> pod.getSpec().getNodeName())
        .distinct()
        .toList();
  }

  /**
   * Reads a kubelet's summary.
   *
   * @param summary as {@code kubelet/pkg/apis/stats/v1alpha1} has it
   */
  static Map<String, Double> read(JsonNode summary, String namespace) {
    var found = new HashMap<String, Double>();
    for (var pod : summary.path("pods")) {
      if (pod.at("/podRef/namespace").asText().equals(namespace)) {
        var bytes = 0L;
        for (var container : pod.path("containers")) {
          bytes += container.at("/memory/workingSetBytes").asLong();
        }
        found.put(pod.at("/podRef/name").asText(), bytes / 1048576.0);
      }
    }
    return found;
  }
}
