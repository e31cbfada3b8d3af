package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.crd.JobLabels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Many jobs that have succeeded and stay with all their pods, as they do where no time to live is
 * given. Their nodes have no machine; this plays the kubelet, under which each pod succeeds at
 * once. All of it is in a namespace of its own and removed at the end.
 *
 * @param told lines of how far it is
 */
public record FinishedJobs(Connection connection, CreationBench.Size size, Consumer<String> told) {
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** A component gives memory back when it has been quiet for a while; it looks every 30 s. */
  private static final Duration REST = Duration.ofSeconds(90);

  private static final int PODS_A_NODE = 100;
  private static final int PATCHES_AT_ONCE = 16;

  /** What is done while the jobs are there. */
  @FunctionalInterface
  public interface Look {
    void look() throws InterruptedException;
  }

  /** Makes the jobs, waits until all have ended, and looks. */
  public void hold(Look held) throws InterruptedException {
    var client = connection.client();
    try (var own = BenchNamespace.make(client, "finished");
        var _ = FakeNodes.make(client, BenchObjects.LABEL, 1 + size.pods() / PODS_A_NODE);
        var kubelet = new Kubelet(client);
        var _ =
            client.pods().inNamespace(own.name()).withLabel(JobLabels.JOB_NAME).inform(kubelet)) {
      var namespace = own.name();
      told.accept("creates %d jobs of %d replicas".formatted(size.jobs(), size.replicas()));
      AtOnce.run(
          size.jobs(),
          PATIENCE,
          number -> client.resource(BenchObjects.job(namespace, number, size.replicas()))::create);
      awaitEnds(client, namespace);
      told.accept(
          "all have ended; lets the agent come to rest for %d s".formatted(REST.toSeconds()));
      Thread.sleep(REST);
      held.look();
      told.accept("deletes %d jobs and %d pods".formatted(size.jobs(), size.pods()));
    }
  }

  private void awaitEnds(KubernetesClient client, String namespace) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    for (var ended = 0L; ended < size.jobs(); ended = ended(client, namespace)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d jobs have ended after %d s"
                .formatted(ended, size.jobs(), PATIENCE.toSeconds()));
      }
      told.accept("%d of %d jobs have ended".formatted(ended, size.jobs()));
      Thread.sleep(2000);
    }
  }

  private static long ended(KubernetesClient client, String namespace) {
    return client
        .genericKubernetesResources("kubeflow.org/v1", "PyTorchJob")
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(job -> job.get("status", "completionTime") != null)
        .count();
  }

  /** Lets pods that have a node succeed. */
  private static final class Kubelet implements ResourceEventHandler<Pod>, AutoCloseable {
    private final KubernetesClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(PATCHES_AT_ONCE);
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    Kubelet(KubernetesClient client) {
      this.client = client;
    }

    @Override
    public void onAdd(Pod pod) {
      if (pod.getSpec().getNodeName() != null && done.add(pod.getMetadata().getUid())) {
        threads.execute(() -> end(pod));
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
      onAdd(after);
    }

    @Override
    public void onDelete(Pod deleted, boolean unknown) {}

    private void end(Pod pod) {
      free.acquireUninterruptibly();
      try {
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .subresource("status")
            .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), ended(pod));
      } catch (KubernetesClientException failed) {
        if (failed.getCode() != HttpURLConnection.HTTP_NOT_FOUND && !threads.isShutdown()) {
          // A real kubelet tries again too.
          threads.execute(() -> end(pod));
        }
      } finally {
        free.release();
      }
    }

    private static Pod ended(Pod pod) {
      return new PodBuilder()
          .withNewMetadata()
          .withName(pod.getMetadata().getName())
          .withUid(pod.getMetadata().getUid())
          .endMetadata()
          .withNewStatus()
          .withPhase("Succeeded")
          .addNewContainerStatus()
          .withName("pytorch")
          .withImage("none:1")
          .withImageID("")
          .withReady(false)
          .withRestartCount(0)
          .withNewState()
          .withNewTerminated()
          .withExitCode(0)
          .withReason("Completed")
          .endTerminated()
          .endState()
          .endContainerStatus()
          .endStatus()
          .build();
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
