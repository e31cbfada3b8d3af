package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A namespace of a measurement's own. Closing removes it with all that is in it. */
record BenchNamespace(KubernetesClient client, String name) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Makes it; returns when pods can be made in it. */
  static BenchNamespace make(KubernetesClient client, String prefix) throws InterruptedException {
    var name = "%s-%d".formatted(prefix, ProcessHandle.current().pid());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    var made = new BenchNamespace(client, name);
    await(
        "the service account of " + name,
        () -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
    return made;
  }

  /** Removes pods and groups at once, with no kubelet asked; returns when none is left. */
  void clear() throws InterruptedException {
    deleteAll("/api/v1/namespaces/%s/pods");
    deleteAll("/apis/scheduling.volcano.sh/v1beta1/namespaces/%s/podgroups");
    await(
        "the end of all pods in " + name,
        () -> client.pods().inNamespace(name).list().getItems().isEmpty());
  }

  /** In one request, which takes the API server some seconds for thousands. */
  private void deleteAll(String path) {
    var patient =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestTimeout((int) PATIENCE.toMillis())
            .build();
    client
        .newClient(patient)
        .adapt(KubernetesClient.class)
        .raw(
            path.formatted(name),
            "DELETE",
            "{\"kind\": \"DeleteOptions\", \"apiVersion\": \"v1\", \"gracePeriodSeconds\": 0}");
  }

  /**
   * Waits until something is so.
   *
   * @throws IllegalStateException if it is not after five minutes
   */
  static void await(String what, BooleanSupplier isSo) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Waited %d s in vain for %s".formatted(PATIENCE.toSeconds(), what));
      }
      Thread.sleep(POLL);
    }
  }

  /** From its first request on nobody makes anything in it anew. */
  @Override
  public void close() {
    client.namespaces().withName(name).delete();
    try {
      clear();
      await("the end of " + name, () -> client.namespaces().withName(name).get() == null);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
