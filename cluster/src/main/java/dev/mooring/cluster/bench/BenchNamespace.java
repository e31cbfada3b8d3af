package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/**
 * A namespace of a bench's own. Closing it takes it away with all that is in it and returns when it
 * is gone: what is still being deleted keeps the API server and the operators busy, and the next
 * figures would tell of that.
 */
record BenchNamespace(KubernetesClient client, String name) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * @param purpose what the name begins with
   */
  static BenchNamespace make(KubernetesClient client, String purpose) {
    var name = purpose + "-" + ProcessHandle.current().pid();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return new BenchNamespace(client, name);
  }

  /** A thread that is told to stop leaves the rest to the API server. */
  @Override
  public void close() {
    client.namespaces().withName(name).delete();
    try {
      awaitGone();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitGone() throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (client.namespaces().withName(name).get() != null) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Namespace %s is still there after %d s; see kubectl get namespace %s -o yaml"
                .formatted(name, PATIENCE.toSeconds(), name));
      }
      // No kubelet is there to confirm that they have stopped.
      client.pods().inNamespace(name).withGracePeriod(0).delete();
      Thread.sleep(500);
    }
  }
}
