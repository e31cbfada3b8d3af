package dev.mooring.cluster.admission;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.Queue;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real cluster's. Thread-safe. */
public final class Fabric8QueueBook implements QueueBook, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fabric8QueueBook.class);

  private final KubernetesClient client;
  private final SharedIndexInformer<Queue> queues;

  private Fabric8QueueBook(KubernetesClient client, SharedIndexInformer<Queue> queues) {
    this.client = client;
    this.queues = queues;
  }

  /** Watches queues; returns when all are known. */
  public static Fabric8QueueBook watch(Connection connection) throws InterruptedException {
    var client = connection.client();
    return new Fabric8QueueBook(
        client, Informers.start(client.resources(Queue.class), new Ignored<>()));
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

  /** Queues are seldom deleted; gangs change all the time, and to follow them costs more. */
  @Override
  public long gangsIn(String queue) {
    try {
      var gangs = 0L;
      var page = new ListOptionsBuilder().withLimit(Informers.PAGE).build();
      do {
        var groups = client.resources(PodGroup.class).inAnyNamespace().list(page);
        gangs += groups.getItems().stream().filter(group -> isIn(group, queue)).count();
        page.setContinue(groups.getMetadata().getContinue());
      } while (page.getContinue() != null && !page.getContinue().isEmpty());
      return gangs;
    } catch (KubernetesClientException unanswered) {
      throw new ClusterException(
          ClusterException.Code.API,
          "The gangs of queue %s cannot be listed: %s".formatted(queue, unanswered.getMessage()),
          unanswered);
    }
  }

  private static boolean isIn(PodGroup group, String queue) {
    return group.getSpec() != null
        && group.getSpec().queue().equals(queue)
        && (group.getStatus() == null || group.getStatus().phase() != PodGroupPhase.COMPLETED);
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
