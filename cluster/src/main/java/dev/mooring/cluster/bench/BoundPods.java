package dev.mooring.cluster.bench;

import dev.mooring.cluster.ClusterException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.utils.URLUtils;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * When pods of one namespace got a node, by {@link System#nanoTime}. It counts the events of a
 * watch and reads none of them: on a machine that is full, what measures takes from what it
 * measures. Thread-safe.
 */
final class BoundPods implements WebSocket.Listener, AutoCloseable {
  /** Of a watch of pods that have a node, one comes into it when it gets that. */
  private static final String BOUND = "{\"type\":\"ADDED\"";

  private static final String REFUSED = "{\"type\":\"ERROR\"";

  private static final long PATIENCE_SECONDS = 30;

  private @Nullable WebSocket watch;
  private boolean closed;
  private @Nullable String broken;
  private int count;
  private long first;
  private long last;

  BoundPods() {}

  /**
   * Begins to count.
   *
   * @param namespace in which no pod has a node yet
   * @throws ClusterException when the API server does not let it watch
   */
  static BoundPods of(KubernetesClient client, String namespace) throws InterruptedException {
    var pods = new BoundPods();
    try {
      var watch =
          client
              .getHttpClient()
              .newWebSocketBuilder()
              .uri(
                  URI.create(
                      URLUtils.join(
                              client.getMasterUrl().toString(),
                              "api/v1/namespaces",
                              namespace,
                              "pods")
                          + "?watch=true&fieldSelector=spec.nodeName!%3D"))
              .buildAsync(pods)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      pods.watched(watch);
    } catch (ExecutionException | TimeoutException failed) {
      throw new ClusterException(
          ClusterException.Code.API,
          "The pods of namespace %s cannot be watched: %s".formatted(namespace, failed),
          failed);
    }
    return pods;
  }

  private synchronized void watched(WebSocket by) {
    watch = by;
  }

  @Override
  public synchronized void onMessage(WebSocket from, String event) {
    if (event.startsWith(BOUND)) {
      count++;
      last = System.nanoTime();
      first = count == 1 ? last : first;
    } else if (event.startsWith(REFUSED)) {
      broken = event;
    }
    from.request();
  }

  @Override
  public synchronized void onClose(WebSocket by, int code, String reason) {
    broken = reason;
  }

  @Override
  public synchronized void onError(WebSocket by, Throwable error) {
    broken = error.toString();
  }

  /**
   * @throws IllegalStateException when the watch has ended: what came since is not known
   */
  synchronized int count() {
    if (broken != null && !closed) {
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
  void stop() {
    @Nullable WebSocket open;
    synchronized (this) {
      closed = true;
      open = watch;
    }
    if (open != null) {
      open.sendClose(1000, "Counted");
    }
  }

  @Override
  public void close() {
    stop();
  }
}
