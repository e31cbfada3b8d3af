package dev.mooring.cluster.controllers;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.cluster.StatusPatch;
import dev.mooring.cluster.Writes;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Queue;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The real cluster; thread-safe. */
public final class Fabric8QueueingCluster implements QueueingCluster, AutoCloseable {
  private final KubernetesClient client;
  private final Trimming trimming;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<PodGroup> groups;
  private final SharedIndexInformer<Queue> queues;

  private Fabric8QueueingCluster(
      KubernetesClient client,
      Trimming trimming,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<PodGroup> groups,
      SharedIndexInformer<Queue> queues) {
    this.client = client;
    this.trimming = trimming;
    this.pods = pods;
    this.groups = groups;
    this.queues = queues;
  }

  /**
   * Watches pods, groups and queues; returns when all are known.
   *
   * @param scheduler name of the one that places the pods of queues
   * @param changed runs on each change and must not block
   */
  public static Fabric8QueueingCluster watch(
      Connection connection, String scheduler, Runnable changed) throws InterruptedException {
    var client = connection.client();
    var trimming = new Trimming(scheduler);
    return new Fabric8QueueingCluster(
        client,
        trimming,
        Informers.start(client.pods().inAnyNamespace(), trimming::trim, new Changed<>(changed)),
        Informers.start(client.resources(PodGroup.class).inAnyNamespace(), new Changed<>(changed)),
        Informers.start(client.resources(Queue.class), new Changed<>(changed)));
  }

  private record Changed<T>(Runnable changed) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      changed.run();
    }

    @Override
    public void onUpdate(T before, T after) {
      changed.run();
    }

    @Override
    public void onDelete(T deleted, boolean unknown) {
      changed.run();
    }
  }

  /** Whether the watches stand. */
  public boolean isHealthy() {
    return pods.isWatching() && groups.isWatching() && queues.isWatching();
  }

  @Override
  public Seen see() {
    return Views.seen(
        trimming, pods.getStore().list(), groups.getStore().list(), queues.getStore().list());
  }

  @Override
  public boolean write(SeenGroup group, GroupState next) {
    return write(
        "status of group %s/%s".formatted(group.namespace(), group.name()),
        Patches.of(group, next));
  }

  @Override
  public boolean write(SeenQueue queue, QueueFigures next) {
    return write("status of queue " + queue.name(), Patches.of(queue, next));
  }

  private boolean write(String what, StatusPatch patch) {
    return Writes.tried(
            what,
            () -> {
              patch.write(client);
              return true;
            })
        .isPresent();
  }

  @Override
  public boolean delete(SeenGroup group) {
    return Writes.tried(
            "group %s/%s".formatted(group.namespace(), group.name()),
            () -> {
              var known = groups.getStore().getByKey(group.namespace() + "/" + group.name());
              if (known != null) {
                client.resource(known).lockResourceVersion(group.version()).delete();
              }
              return true;
            })
        .isPresent();
  }

  @Override
  public void close() {
    pods.close();
    groups.close();
    queues.close();
  }
}
