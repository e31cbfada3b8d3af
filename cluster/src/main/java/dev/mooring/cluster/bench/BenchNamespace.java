package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A namespace of a measurement's own. Closing removes it with all that is in it. */
record BenchNamespace(KubernetesClient client, String name) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BenchNamespace.class);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Makes it; returns when pods can be made in it. */
  static BenchNamespace make(KubernetesClient client, String prefix) throws InterruptedException {
    var name = "%s-%d".formatted(prefix, ProcessHandle.current().pid());
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    var made = new BenchNamespace(client, name);
    try {
      await(
          "the service account of " + name,
          () -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
    } catch (IllegalStateException | InterruptedException failed) {
      made.close();
      throw failed;
    }
    return made;
  }

  /**
   * Removes services, pods and groups at once, with no kubelet asked; returns when none is left.
   * Services first: the endpoints controllers would try to make something for them, and who
   * collects what has lost its owner removes twenty in a second.
   */
  void clear() throws InterruptedException {
    await("the end of all services in " + name, () -> isEmptied("/api/v1/namespaces/%s/services"));
    await("the end of all pods in " + name, () -> isEmptied("/api/v1/namespaces/%s/pods"));
    await(
        "the end of all groups in " + name,
        () -> isEmptied("/apis/scheduling.volcano.sh/v1beta1/namespaces/%s/podgroups"));
  }

  /** In one request, which takes the API server some seconds for thousands. */
  private boolean isEmptied(String path) {
    var all = path.formatted(name);
    try {
      client.raw(
          all,
          "DELETE",
          "{\"kind\": \"DeleteOptions\", \"apiVersion\": \"v1\", \"gracePeriodSeconds\": 0}");
      var left =
          Serialization.unmarshal(
              client.raw(all + "?limit=1"), DefaultKubernetesResourceList.class);
      return left.getItems().isEmpty();
    } catch (KubernetesClientException failed) {
      if (failed.getCause() instanceof IOException) {
        // It has deleted some until the request timed out.
        return false;
      }
      throw failed;
    }
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

  /**
   * From its first request on nobody makes anything in it anew. What has been measured is not lost
   * where removing it takes too long: Kubernetes goes on with that.
   */
  @Override
  public void close() {
    client.namespaces().withName(name).delete();
    try {
      clear();
      await("the end of " + name, () -> client.namespaces().withName(name).get() == null);
    } catch (IllegalStateException late) {
      LOG.warn("{}; namespace {} is still being removed", late.getMessage(), name);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
