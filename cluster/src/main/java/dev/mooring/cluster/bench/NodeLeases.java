package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases by which nodes say that they live, renewed here every 30 s, spread evenly over that
 * time. The node controller taints a node of which it has heard nothing for 50 s. Thread-safe.
 */
final class NodeLeases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLeases.class);
  private static final String NAMESPACE = "kube-node-lease";
  private static final Duration PERIOD = Duration.ofSeconds(30);

  /** Threads that renew, so that one slow answer does not make all others late. */
  private static final int LANES = 8;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final String label;
  private final List<String> nodes;
  private final List<Thread> lanes;
  private volatile boolean closed;

  private NodeLeases(KubernetesClient client, String label, List<String> nodes) {
    this.client = client;
    this.label = label;
    this.nodes = nodes;
    this.lanes =
        IntStream.range(0, LANES)
            .mapToObj(
                lane -> Thread.ofVirtual().name("node-leases-" + lane).unstarted(() -> renew(lane)))
            .toList();
  }

  /** Makes a lease for each, and renews them from then on. */
  static NodeLeases make(KubernetesClient client, String label, List<String> nodes)
      throws InterruptedException {
    var leases = new NodeLeases(client, label, nodes);
    try {
      AtOnce.run(nodes.size(), PATIENCE, number -> () -> leases.create(nodes.get(number)));
    } catch (IllegalStateException | InterruptedException failed) {
      leases.close();
      throw failed;
    }
    leases.lanes.forEach(Thread::start);
    return leases;
  }

  private void create(String node) {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(node)
                .withNamespace(NAMESPACE)
                .addToLabels(label, "true")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(node)
                .withLeaseDurationSeconds(40)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .create();
  }

  private void renew(int lane) {
    var mine =
        IntStream.range(0, nodes.size())
            .filter(number -> number % LANES == lane)
            .mapToObj(nodes::get)
            .toList();
    var due = System.nanoTime();
    while (!closed) {
      for (var node : mine) {
        due += PERIOD.toNanos() / mine.size();
        rest(due);
        if (!closed) {
          renew(node);
        }
      }
      if (mine.isEmpty()) {
        return;
      }
    }
  }

  private void rest(long until) {
    while (!closed && until > System.nanoTime()) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  private void renew(String node) {
    try {
      client
          .leases()
          .inNamespace(NAMESPACE)
          .withName(node)
          // The object, not a text: of a text the client would read the lease first.
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              new LeaseBuilder()
                  .withNewSpec()
                  .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                  .endSpec()
                  .build());
    } catch (KubernetesClientException missed) {
      LOG.warn("The lease of {} was not renewed: {}", node, missed.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    lanes.forEach(LockSupport::unpark);
    remove(client, label);
  }

  static void remove(KubernetesClient client, String label) {
    client.leases().inNamespace(NAMESPACE).withLabel(label).delete();
  }
}
