package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nodes without a machine: pods are bound to them and stay as they are. Only pods that tolerate
 * their taint, which has their label's name, come to them. They stay Ready by leases that are
 * renewed here, as kubelets do. Closing removes them. Thread-safe.
 */
public final class FakeNodes implements AutoCloseable {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Map<String, Quantity> CAPACITY =
      Map.of(
          "cpu", new Quantity("64"),
          "memory", new Quantity("256Gi"),
          "pods", new Quantity("110"),
          "nvidia.com/gpu", new Quantity("8"));

  private final KubernetesClient client;
  private final String label;
  private final NodeLeases leases;

  private FakeNodes(KubernetesClient client, String label, NodeLeases leases) {
    this.client = client;
    this.label = label;
    this.leases = leases;
  }

  /**
   * Makes them; returns when pods can go to all of them.
   *
   * @param count at least one
   */
  public static FakeNodes make(Connection connection, String label, int count)
      throws InterruptedException {
    return make(connection.client(), label, count);
  }

  static FakeNodes make(KubernetesClient client, String label, int count)
      throws InterruptedException {
    if (count < 1) {
      throw new IllegalArgumentException("No nodes: " + count);
    }
    var names = names(label, count);
    var now = Instant.now().toString();
    // Whoever was killed has left its own.
    client.nodes().withLabel(label).delete();
    NodeLeases.remove(client, label);
    var nodes = new FakeNodes(client, label, NodeLeases.make(client, label, names));
    try {
      AtOnce.run(
          count, PATIENCE, number -> client.resource(node(label, names.get(number), now))::create);
      nodes.awaitUntainted();
    } catch (IllegalStateException | InterruptedException failed) {
      nodes.close();
      throw failed;
    }
    return nodes;
  }

  /**
   * The API server taints each new node; the node controller takes that away, some twenty nodes a
   * second.
   */
  private void awaitUntainted() throws InterruptedException {
    BenchNamespace.await(
        "the end of the taint " + NOT_READY,
        () ->
            client.nodes().withLabel(label).list().getItems().stream()
                .flatMap(node -> node.getSpec().getTaints().stream())
                .noneMatch(taint -> taint.getKey().equals(NOT_READY)));
  }

  /** What they are called. */
  static List<String> names(String label, int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "%s-%d".formatted(label.replaceAll(".*/", ""), number))
        .toList();
  }

  private static Node node(String label, String name, String now) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
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
    leases.close();
    client.nodes().withLabel(label).delete();
  }
}
