package dev.mooring.e2e;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** A queue of a test's own. */
record LabQueue(String name) implements AutoCloseable {
  /** Right after its parent it may be refused: the webhook hears of queues a moment late. */
  static LabQueue make(String name, String spec) {
    Sandbox.await("queue %s is made".formatted(name))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> Yaml.create(yaml(name, spec)) != null);
    return new LabQueue(name);
  }

  static String yaml(String name, String spec) {
    return """
    apiVersion: scheduling.volcano.sh/v1beta1
    kind: Queue
    metadata: {name: %s}
    spec: %s
    """
        .formatted(name, spec);
  }

  /** Why it would not be deleted now; empty if it would. */
  Optional<String> refusalOfDeletion() {
    try {
      Yaml.resource(yaml(name, "{}")).dryRun().delete();
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      return Optional.of(refused.getStatus().getMessage());
    }
  }

  /** Once what was in it, or below it, has ended and is known to have. */
  @Override
  public void close() {
    var queue = Yaml.resource(yaml(name, "{}"));
    Sandbox.await("queue %s is gone".formatted(name))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> {
          queue.delete();
          return queue.get() == null;
        });
  }
}
