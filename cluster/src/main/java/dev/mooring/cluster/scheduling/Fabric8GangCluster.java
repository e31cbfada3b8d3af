package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.PodId;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;

/** The real cluster; thread-safe. */
public final class Fabric8GangCluster implements GangCluster, AutoCloseable {
  private final KubernetesClient client;
  private final String schedulerName;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<PodGroup> groups;

  private Fabric8GangCluster(
      KubernetesClient client,
      String schedulerName,
      SharedIndexInformer<Node> nodes,
      SharedIndexInformer<Pod> pods,
      SharedIndexInformer<PodGroup> groups) {
    this.client = client;
    this.schedulerName = schedulerName;
    this.nodes = nodes;
    this.pods = pods;
    this.groups = groups;
  }

  /**
   * Watches nodes, pods and groups; returns when all are known.
   *
   * @param changed runs on each change and must not block
   */
  public static Fabric8GangCluster watch(
      Connection connection, String schedulerName, Runnable changed) throws InterruptedException {
    var client = connection.client();
    return new Fabric8GangCluster(
        client,
        schedulerName,
        Informers.start(client.nodes(), new Changed<>(changed)),
        Informers.start(client.pods().inAnyNamespace(), new Changed<>(changed)),
        Informers.start(client.resources(PodGroup.class).inAnyNamespace(), new Changed<>(changed)));
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

  @Override
  public Seen see() {
    return Views.seen(
        nodes.getStore().list(), pods.getStore().list(), groups.getStore().list(), schedulerName);
  }

  @Override
  public boolean writeStatus(SeenGroup group, PodGroupStatus status) {
    var next = new PodGroup();
    var known = groups.getStore().getByKey(group.id().toString());
    if (known == null) {
      return false;
    }
    next.setMetadata(
        new ObjectMetaBuilder(known.getMetadata()).withResourceVersion(group.version()).build());
    next.setSpec(known.getSpec());
    next.setStatus(status);
    return tried("status of group " + group.id(), () -> client.resource(next).updateStatus());
  }

  @Override
  public Bind bind(GroupId group, PodId pod, String node) {
    var binding =
        new BindingBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withNamespace(group.namespace())
            .withUid(pod.uid())
            .endMetadata()
            .withNewTarget()
            .withApiVersion("v1")
            .withKind("Node")
            .withName(node)
            .endTarget()
            .build();
    var bound =
        tried(
            "pod %s of group %s".formatted(pod.name(), group),
            () -> client.bindings().inNamespace(group.namespace()).resource(binding).create());
    return bound ? Bind.BOUND : Bind.REFUSED;
  }

  @Override
  public void explain(GroupId group, PodId pod, String message) {
    var patch =
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withUid(pod.uid())
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason("Unschedulable")
            .withMessage(message)
            .endCondition()
            .endStatus()
            .build();
    tried(
        "condition of pod " + pod.name(),
        () ->
            client
                .pods()
                .inNamespace(group.namespace())
                .withName(pod.name())
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
  }

  @Override
  public void evict(GroupId group, PodId pod) {
    var known = pods.getStore().getByKey(group.namespace() + "/" + pod.name());
    if (known == null || !pod.uid().equals(known.getMetadata().getUid())) {
      return;
    }
    tried(
        "pod " + pod.name(),
        () ->
            client
                .resource(known)
                .lockResourceVersion(known.getMetadata().getResourceVersion())
                .delete());
  }

  /** False where the object has changed or is gone, which is an outcome and no fault. */
  private static boolean tried(String what, Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw new ClusterException(
          ClusterException.Code.API, "Writing %s failed: %s".formatted(what, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    nodes.close();
    pods.close();
    groups.close();
  }
}
