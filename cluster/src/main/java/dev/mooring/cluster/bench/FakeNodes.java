package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nodes without a machine: pods are bound to them and stay as they are. Only pods that tolerate
 * their taint, which has their label's name, come to them. Closing removes them.
 */
record FakeNodes(KubernetesClient client, String label) implements AutoCloseable {
  private static final Map<String, Quantity> CAPACITY =
      Map.of(
          "cpu", new Quantity("64"),
          "memory", new Quantity("256Gi"),
          "pods", new Quantity("110"),
          "nvidia.com/gpu", new Quantity("8"));

  static FakeNodes make(KubernetesClient client, String label, int count) {
    var nodes = new FakeNodes(client, label);
    var now = Instant.now().toString();
    IntStream.range(0, count)
        .mapToObj(number -> node(label, number, now))
        .parallel()
        .forEach(node -> client.resource(node).create());
    return nodes;
  }

  private static Node node(String label, int number, String now) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("%s-%d".formatted(label.replaceAll(".*/", ""), number))
        .addToLabels(label, "true")
        .endMetadata()
        .withNewSpec()
        .addNewTaint()
        .withKey(label)
        .withEffect("NoSchedule")
        .endTaint()
        .endSpec()
        .withNewStatus()
        .withCapacity(CAPACITY)
        .withAllocatable(CAPACITY)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withReason("FakeNode")
        .withMessage("there is no machine")
        .withLastHeartbeatTime(now)
        .withLastTransitionTime(now)
        .endCondition()
        .endStatus()
        .build();
  }

  @Override
  public void close() {
    client.nodes().withLabel(label).delete();
  }
}
