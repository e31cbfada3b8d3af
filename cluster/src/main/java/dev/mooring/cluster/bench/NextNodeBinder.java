package dev.mooring.cluster.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.cluster.direct.Binds;
import dev.mooring.cluster.direct.DirectCalls;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Binds each pod to the next node in turn: it decides nothing, watches pods alone and writes no
 * statuses, but reads pods and writes binds as our scheduler does. So it has less to do than any
 * scheduler, and shows what API server, JVM and connections leave to one.
 */
public final class NextNodeBinder {
  private final Binds binds;
  private final ExecutorService threads;
  private final List<String> nodes;
  private final AtomicInteger next = new AtomicInteger();

  private NextNodeBinder(Binds binds, ExecutorService threads, List<String> nodes) {
    this.binds = binds;
    this.threads = threads;
    this.nodes = nodes;
  }

  /**
   * Runs until it is killed.
   *
   * @param arguments the kubeconfig's path, and what pods name that it shall bind
   */
  public static void main(String[] arguments) throws InterruptedException {
    var schedulerName = arguments[1];
    try (var connection =
            Connection.openForManyPods(schedulerName, Optional.of(Path.of(arguments[0])));
        var direct = DirectCalls.of(connection.client());
        var threads = DirectCalls.writers("bind")) {
      var client = connection.client();
      var nodes =
          client.nodes().withLabel(BenchObjects.LABEL).list().getItems().stream()
              .map(node -> node.getMetadata().getName())
              .toList();
      var binder = new NextNodeBinder(new Binds(client, direct), threads, nodes);
      try (var _ =
          Informers.start(client.pods().inAnyNamespace(), binder.new Unbound(schedulerName))) {
        new CountDownLatch(1).await();
      }
    }
  }

  private final class Unbound implements ResourceEventHandler<Pod> {
    private final String schedulerName;

    Unbound(String schedulerName) {
      this.schedulerName = schedulerName;
    }

    @Override
    public void onAdd(Pod pod) {
      if (schedulerName.equals(pod.getSpec().getSchedulerName())
          && pod.getSpec().getNodeName() == null) {
        var node = nodes.get(next.getAndIncrement() % nodes.size());
        var metadata = outline(pod);
        threads.execute(() -> bind(metadata, node));
      }
    }

    @Override
    public void onUpdate(Pod before, Pod after) {}

    @Override
    public void onDelete(Pod pod, boolean unknown) {}
  }

  private void bind(ObjectMeta pod, String node) {
    try {
      binds.bind(pod, node);
    } catch (KubernetesClientException refused) {
      // Where a try was not answered it may have been done.
      if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        end(pod.getName(), refused);
      }
    }
  }

  /** What a process says last is told to whoever measures it. */
  private static void end(String pod, KubernetesClientException refused) {
    System.err.printf("Pod %s is not bound: %s%n", pod, refused.getMessage());
    Runtime.getRuntime().halt(1);
  }

  private static ObjectMeta outline(Pod pod) {
    var metadata = pod.getMetadata();
    return new ObjectMetaBuilder()
        .withName(metadata.getName())
        .withNamespace(metadata.getNamespace())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .build();
  }
}
