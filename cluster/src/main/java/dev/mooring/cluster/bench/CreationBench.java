package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * From creating jobs to all their pods existing, beside creating as many plain pods at the same API
 * server. All of it is in a namespace of its own, on nodes without a machine, and is removed.
 *
 * @param told lines of how far it is
 */
public record CreationBench(Connection connection, Size size, Consumer<String> told) {
  private static final String LABEL = "bench.mooring.dev/fake";
  private static final String MARK = "bench.mooring.dev/of";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What is in flight at once: more does not make this API server faster. */
  private static final int AT_ONCE = 32;

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
    var namespace = "bench-" + ProcessHandle.current().pid();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    try (var _ = FakeNodes.make(client, LABEL, 1 + size.pods() / PODS_A_NODE)) {
      told.accept("creates %d plain pods".formatted(size.pods()));
      var pods = plain(client, namespace);
      told.accept("creates %d jobs of %d replicas".formatted(size.jobs(), size.replicas()));
      var before = Writes.of(client);
      var began = System.nanoTime();
      var jobs =
          until(
              client,
              namespace,
              "training.kubeflow.org/job-name",
              () -> {
                create(size.jobs(), number -> client.resource(job(namespace, number))::create);
              });
      awaitStatuses(client, namespace);
      var settled = Duration.ofNanos(System.nanoTime() - began);
      return new Result(pods, jobs, settled, Writes.of(client).since(before));
    } finally {
      client.namespaces().withName(namespace).delete();
    }
  }

  private Duration plain(KubernetesClient client, String namespace) throws InterruptedException {
    var taken =
        until(
            client,
            namespace,
            MARK,
            () -> {
              create(size.pods(), number -> client.resource(pod(namespace, number))::create);
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

  private static void create(int count, IntFunction<Runnable> of) throws InterruptedException {
    var free = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var made =
          IntStream.range(0, count)
              .<Future<?>>mapToObj(number ->
                  threads.submit(() -> {
                    free.acquireUninterruptibly();
                    try {
                      of.apply(number).run();
                    } finally {
                      free.release();
                    }
                  }))
              .toList();
      for (var each : made) {
        each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("Not all could be created", failed);
    }
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

  /** No scheduler looks at it. */
  private static Pod pod(String namespace, int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("plain-" + number)
        .withNamespace(namespace)
        .addToLabels(MARK, "bench")
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("nobody")
        .addNewContainer()
        .withName("pytorch")
        .withImage("mooring.internal/none:1")
        .endContainer()
        .endSpec()
        .build();
  }

  private GenericKubernetesResource job(String namespace, int number) {
    return Serialization.unmarshal(
        """
        apiVersion: kubeflow.org/v1
        kind: PyTorchJob
        metadata: {name: job-NUMBER, namespace: NAMESPACE}
        spec:
          pytorchReplicaSpecs:
            Worker:
              replicas: REPLICAS
              template:
                spec:
                  nodeSelector: {LABEL: "true"}
                  tolerations: [{key: LABEL, operator: Exists}]
                  containers:
                  - name: pytorch
                    image: mooring.internal/none:1
                    resources: {requests: {cpu: 100m, memory: 64Mi}}
        """
            .replace("NUMBER", Integer.toString(number))
            .replace("NAMESPACE", namespace)
            .replace("REPLICAS", Integer.toString(size.replicas()))
            .replace("LABEL", LABEL),
        GenericKubernetesResource.class);
  }
}
