package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.crd.JobLabels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * From creating jobs to all their pods existing, beside creating as many plain pods at the same API
 * server. All of it is in a namespace of its own, on nodes without a machine, and is removed.
 *
 * @param told lines of how far it is
 */
public record CreationBench(Connection connection, Size size, Consumer<String> told) {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int PODS_A_NODE = 100;

  /**
   * How much.
   *
   * @param replicas of each job
   */
  public record Size(int jobs, int replicas) {
    public int pods() {
      return jobs * replicas;
    }
  }

  /**
   * What came of it.
   *
   * @param pods from the first creation of a plain pod until all were seen
   * @param jobs from the first creation of a job until all pods of all jobs were seen
   * @param settled until all jobs' statuses told that they were created
   * @param writes to the API server for the jobs, by verb and resource; the jobs' own creations
   *     among them
   */
  public record Result(Duration pods, Duration jobs, Duration settled, Map<String, Long> writes) {}

  public Result run() throws InterruptedException {
    var client = connection.client();
    try (var own = BenchNamespace.make(client, "bench");
        var _ = FakeNodes.make(client, BenchObjects.LABEL, 1 + size.pods() / PODS_A_NODE)) {
      var namespace = own.name();
      told.accept("creates %d plain pods".formatted(size.pods()));
      var pods = plain(client, namespace);
      told.accept("creates %d jobs of %d replicas".formatted(size.jobs(), size.replicas()));
      var before = Writes.of(client);
      var began = System.nanoTime();
      var jobs =
          until(
              client,
              namespace,
              JobLabels.JOB_NAME,
              () -> {
                AtOnce.run(
                    size.jobs(),
                    PATIENCE,
                    number ->
                        client.resource(BenchObjects.job(namespace, number, size.replicas()))
                            ::create);
              });
      awaitStatuses(client, namespace);
      var settled = Duration.ofNanos(System.nanoTime() - began);
      return new Result(pods, jobs, settled, Writes.of(client).since(before));
    }
  }

  private Duration plain(KubernetesClient client, String namespace) throws InterruptedException {
    var taken =
        until(
            client,
            namespace,
            BenchObjects.MARK,
            () -> {
              AtOnce.run(
                  size.pods(),
                  PATIENCE,
                  number -> client.resource(BenchObjects.pod(namespace, number))::create);
            });
    client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    while (!client.pods().inNamespace(namespace).list().getItems().isEmpty()) {
      Thread.sleep(200);
    }
    return taken;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** Until as many pods with the label were seen as there are to be. */
  private Duration until(KubernetesClient client, String namespace, String label, Work work)
      throws InterruptedException {
    var all = new CountDownLatch(size.pods());
    var seen = ConcurrentHashMap.<String>newKeySet();
    try (var _ =
        client.pods().inNamespace(namespace).withLabel(label).inform(new Counting(seen, all))) {
      var began = System.nanoTime();
      work.run();
      if (!all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%d of %d pods are there after %d s"
                .formatted(seen.size(), size.pods(), PATIENCE.toSeconds()));
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  private record Counting(Set<String> seen, CountDownLatch all)
      implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      if (seen.add(pod.getMetadata().getName())) {
        all.countDown();
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod deleted, boolean unknown) {}
  }

  private void awaitStatuses(KubernetesClient client, String namespace)
      throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (created(client, namespace) < size.jobs()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Not all jobs' statuses were written");
      }
      Thread.sleep(100);
    }
  }

  private static long created(KubernetesClient client, String namespace) {
    return client
        .genericKubernetesResources("kubeflow.org/v1", "PyTorchJob")
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(job -> job.get("status", "conditions") != null)
        .count();
  }
}
