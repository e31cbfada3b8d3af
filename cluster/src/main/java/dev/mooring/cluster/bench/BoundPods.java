package dev.mooring.cluster.bench;

import dev.mooring.cluster.ClusterException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.utils.URLUtils;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * When pods of one namespace got a node, by {@link System#nanoTime}. It counts the events of a
 * watch and reads none of them: on a machine that is full, what measures takes from what it
 * measures. A busy API server ends a watch that reads too slowly; the next one begins with all pods
 * that have a node by then. Thread-safe.
 */
final class BoundPods implements AutoCloseable {
  /** Of a watch of pods that have a node, one comes into it when it gets that. */
  private static final String BOUND = "{\"type\":\"ADDED\"";

  /** All that it needs of a pod is that it is told of; whole pods would be written out for it. */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private static final String REFUSED = "{\"type\":\"ERROR\"";

  private static final long PATIENCE_SECONDS = 30;
  private static final int NORMAL_END = 1000;

  private final Watches watches;
  private Reading reading = new Reading();
  private boolean stopped;
  private @Nullable String broken;
  private int count;
  private long first;
  private long last;

  /** Opens a watch of pods that have a node. */
  interface Watches {
    CompletableFuture<WebSocket> open(WebSocket.Listener listener);
  }

  BoundPods(Watches watches) {
    this.watches = watches;
  }

  /**
   * Begins to count.
   *
   * @param namespace in which no pod has a node yet
   * @throws ClusterException when the API server does not let it watch
   */
  static BoundPods of(KubernetesClient client, String namespace) throws InterruptedException {
    var uri =
        URI.create(
            URLUtils.join(client.getMasterUrl().toString(), "api/v1/namespaces", namespace, "pods")
                + "?watch=true&fieldSelector=spec.nodeName!%3D");
    var pods =
        new BoundPods(listener ->
            client
                .getHttpClient()
                .newWebSocketBuilder()
                .uri(uri)
                .header("Accept", METADATA)
                .buildAsync(listener));
    try {
      pods.open().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new ClusterException(
          ClusterException.Code.API,
          "The pods of namespace %s cannot be watched: %s".formatted(namespace, failed),
          failed);
    }
    return pods;
  }

  /** Reads another watch in the place of the one before. */
  final synchronized CompletableFuture<?> open() {
    var next = new Reading();
    reading = next;
    return watches.open(next).thenAccept(this::keep);
  }

  private synchronized void keep(WebSocket watch) {
    reading.watch = watch;
    if (stopped) {
      watch.sendClose(NORMAL_END, "Counted");
    }
  }

  /** One watch, from its first word to its end. */
  private final class Reading implements WebSocket.Listener {
    private @Nullable WebSocket watch;
    private int pods;

    @Override
    public void onMessage(WebSocket from, String event) {
      if (event.startsWith(BOUND)) {
        pods++;
        counted(pods);
      } else if (event.startsWith(REFUSED)) {
        fail(event);
      }
      from.request();
    }

    @Override
    public void onClose(WebSocket by, int code, String reason) {
      again();
    }

    @Override
    public void onError(WebSocket by, Throwable error) {
      again();
    }
  }

  private synchronized void counted(int pods) {
    if (pods > count && !stopped) {
      count = pods;
      last = System.nanoTime();
      first = count == 1 ? last : first;
    }
  }

  private synchronized void again() {
    if (!stopped && broken == null) {
      var _ =
          open()
              .whenComplete((_, failed) -> {
                if (failed != null) {
                  fail(failed.toString());
                }
              });
    }
  }

  private synchronized void fail(String why) {
    broken = why;
  }

  /**
   * @throws IllegalStateException when the API server does not let it watch any more
   */
  synchronized int count() {
    if (broken != null) {
      throw new IllegalStateException(
          "The watch of bound pods ended after %d: %s".formatted(count, broken));
    }
    return count;
  }

  /** Zero before anything was seen. */
  synchronized long first() {
    return first;
  }

  /** Zero before anything was seen. */
  synchronized long last() {
    return last;
  }

  /** What it has counted stays. */
  synchronized void stop() {
    stopped = true;
    if (reading.watch != null) {
      reading.watch.sendClose(NORMAL_END, "Counted");
    }
  }

  @Override
  public void close() {
    stop();
  }
}
