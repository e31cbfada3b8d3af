package dev.mooring.cluster.admission;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Queue;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real cluster's. Thread-safe. */
public final class Fabric8QueueBook implements QueueBook, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fabric8QueueBook.class);

  private final KubernetesClient client;
  private final SharedIndexInformer<Queue> queues;
  private final SharedIndexInformer<PodGroup> groups;

  private Fabric8QueueBook(
      KubernetesClient client,
      SharedIndexInformer<Queue> queues,
      SharedIndexInformer<PodGroup> groups) {
    this.client = client;
    this.queues = queues;
    this.groups = groups;
  }

  /** Watches queues and groups; returns when all are known. */
  public static Fabric8QueueBook watch(Connection connection) throws InterruptedException {
    var client = connection.client();
    return new Fabric8QueueBook(
        client,
        Informers.start(client.resources(Queue.class), new Ignored<>()),
        Informers.start(
            client.resources(PodGroup.class).inAnyNamespace(),
            Fabric8QueueBook::trim,
            new Ignored<>()));
  }

  /** Of a group its queue and its phase. */
  private static PodGroup trim(PodGroup group) {
    group.getMetadata().setAnnotations(Map.of());
    group.getMetadata().setLabels(Map.of());
    group.getMetadata().setOwnerReferences(List.of());
    if (group.getStatus() != null) {
      group.setStatus(new PodGroupStatus(group.getStatus().phase(), null, null));
    }
    return group;
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
    return groups.getStore().list().stream()
        .filter(group -> group.getSpec() != null && group.getSpec().queue().equals(queue))
        .filter(group ->
            group.getStatus() == null || group.getStatus().phase() != PodGroupPhase.COMPLETED)
        .count();
  }

  /** Whether the watches stand. */
  public boolean isHealthy() {
    return queues.isWatching() && groups.isWatching();
  }

  @Override
  public void close() {
    queues.close();
    groups.close();
  }
}
