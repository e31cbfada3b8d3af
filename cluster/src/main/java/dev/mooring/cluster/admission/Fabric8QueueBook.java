package dev.mooring.cluster.admission;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.Queue;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real cluster's. Thread-safe. */
public final class Fabric8QueueBook implements QueueBook, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fabric8QueueBook.class);

  /** Who asks waits three seconds for the answer, and then goes on without it. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String scheduler;
  private final SharedIndexInformer<Queue> queues;

  private Fabric8QueueBook(
      KubernetesClient client, String scheduler, SharedIndexInformer<Queue> queues) {
    this.client = client;
    this.scheduler = scheduler;
    this.queues = queues;
  }

  /**
   * Watches queues; returns when all are known.
   *
   * @param scheduler name of the one that places the pods of queues
   */
  public static Fabric8QueueBook watch(Connection connection, String scheduler)
      throws InterruptedException {
    var client = connection.client();
    return new Fabric8QueueBook(
        client, scheduler, Informers.start(client.resources(Queue.class), new Ignored<>()));
  }

  private record Ignored<T>() implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {}

    @Override
    public void onUpdate(T before, T after) {}

    @Override
    public void onDelete(T deleted, boolean unknown) {}
  }

  @Override
  public List<KnownQueue> queues() {
    return known(queues.getStore().list());
  }

  @Override
  public List<KnownQueue> queuesNow() {
    try {
      return known(client.resources(Queue.class).list().getItems());
    } catch (KubernetesClientException unanswered) {
      LOG.warn("Queues cannot be listed, those of the latest events count", unanswered);
      return queues();
    }
  }

  private static List<KnownQueue> known(List<Queue> queues) {
    return queues.stream()
        .map(queue ->
            new KnownQueue(
                queue.getMetadata().getName(), queue.getSpec(), Queue.isToldToClose(queue)))
        .toList();
  }

  @Override
  public long gangsIn(String queue) {
    return new GangCount(client, scheduler, PATIENCE).in(queue).orElseGet(() -> figure(queue));
  }

  /** The controllers write it within seconds. */
  private long figure(String name) {
    var queue = queues.getStore().getByKey(name);
    var status = queue == null ? null : queue.getStatus();
    return status == null
        ? 0
        : (long) status.pending() + status.inqueue() + status.running() + status.unknown();
  }

  /** Whether the watch stands. */
  public boolean isHealthy() {
    return queues.isWatching();
  }

  @Override
  public void close() {
    queues.close();
  }
}
