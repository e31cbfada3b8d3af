package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Events;
import dev.mooring.cluster.Writes;
import dev.mooring.cluster.direct.Binds;
import dev.mooring.cluster.direct.DirectCalls;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.QueueShare;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The real cluster; its image is confined to the thread that calls {@link #see}. */
public final class Fabric8GangCluster implements GangCluster, AutoCloseable {
  /** On a pod: a number nobody reads; see {@link #fence}. */
  private static final String FENCE = "scheduling.mooring.dev/fence";

  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);
  private static final int TOO_MANY_REQUESTS = 429;

  private final KubernetesClient client;
  private final Image image;
  private final Watches watches;
  private final DirectCalls direct;
  private final Binds binds;
  private final VolumeBinding volumes;
  private final Events events;

  private Fabric8GangCluster(Connection connection, String schedulerName, Watches watches) {
    this.client = connection.client();
    this.direct = DirectCalls.of(client);
    this.binds = new Binds(client, direct);
    this.image = new Image(schedulerName);
    this.watches = watches;
    this.volumes = new VolumeBinding(client);
    this.events = new Events(client, schedulerName);
  }

  /**
   * Watches the cluster; returns when all is known.
   *
   * @param schedulerName of the pods that are to be placed
   * @param changed runs on each change and must not block
   */
  public static Fabric8GangCluster watch(
      Connection connection, String schedulerName, Runnable changed) throws InterruptedException {
    return new Fabric8GangCluster(
        connection, schedulerName, Watches.start(connection.client(), changed));
  }

  /** Whether the watches stand. May be asked from any thread. */
  public boolean isHealthy() {
    return watches.isHealthy();
  }

  @Override
  public Seen see() {
    try {
      watches.renew(client);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    watches.drainTo(image);
    return image.seen();
  }

  @Override
  public Optional<String> writeStatus(GangId group, String version, PodGroupStatus status) {
    return switch (group.kind()) {
      case VOLCANO_POD_GROUP -> writeVolcano(group, version, status);
      case X_K8S_POD_GROUP -> writePlugin(group, version, status);
      case POD -> Optional.of(version);
    };
  }

  private Optional<String> writeVolcano(GangId group, String version, PodGroupStatus status) {
    var next = new PodGroup();
    next.setMetadata(metadata(group, version).build());
    next.setStatus(status);
    return Writes.tried("status of group " + group, () -> writeStatus(next))
        .map(ObjectMeta::getResourceVersion);
  }

  private ObjectMeta writeStatus(PodGroup group) {
    var path =
        "apis/%s/namespaces/%s/podgroups/%s/status"
            .formatted(
                group.getApiVersion(),
                group.getMetadata().getNamespace(),
                group.getMetadata().getName());
    return direct
        .tried("PUT", path, group)
        .orElseGet(() -> client.resource(group).updateStatus().getMetadata());
  }

  private Optional<String> writePlugin(GangId group, String version, PodGroupStatus status) {
    var change = new PluginPodGroup();
    change.setMetadata(
        metadata(group, version)
            .addToAnnotations(PluginStatus.ANNOTATION, PluginStatus.written(status))
            .build());
    return Writes.tried(
            "annotation of group " + group,
            () ->
                client
                    .resources(PluginPodGroup.class)
                    .inNamespace(group.namespace())
                    .withName(group.name())
                    .patch(MERGE, change))
        .map(written -> written.getMetadata().getResourceVersion());
  }

  private static ObjectMetaBuilder metadata(GangId group, String version) {
    return new ObjectMetaBuilder()
        .withNamespace(group.namespace())
        .withName(group.name())
        .withResourceVersion(version);
  }

  @Override
  public Volumes prepare(List<SeenPod> pods, Map<PodId, String> nodes) {
    var mounting = pods.stream().filter(pod -> !pod.claims().isEmpty()).toList();
    return mounting.isEmpty() ? new Volumes.Ready() : volumes.prepare(mounting, nodes);
  }

  @Override
  public Bind bind(SeenPod pod, String node) {
    var id = pod.member().id();
    var metadata =
        new ObjectMetaBuilder()
            .withName(id.name())
            .withNamespace(id.namespace())
            .withUid(id.uid())
            // Refused when the pod has changed: see fence.
            .withResourceVersion(pod.version())
            .build();
    return Writes.tried(
                "pod " + id,
                () -> {
                  binds.bind(metadata, node);
                  return true;
                })
            .isPresent()
        ? Bind.BOUND
        : Bind.REFUSED;
  }

  @Override
  public void fence(PodId pod) {
    patch(
        pod,
        MERGE,
        "",
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withUid(pod.uid())
            .addToAnnotations(FENCE, UUID.randomUUID().toString())
            .endMetadata()
            .build());
  }

  @Override
  public void explain(PodId pod, String reason, String message) {
    setCondition(
        pod,
        new PodConditionBuilder()
            .withType("PodScheduled")
            .withStatus("False")
            .withReason(reason)
            .withMessage(message));
  }

  private void setCondition(PodId pod, PodConditionBuilder condition) {
    patch(
        pod,
        STRATEGIC,
        "status",
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withUid(pod.uid())
            .endMetadata()
            .withNewStatus()
            .withConditions(
                condition
                    .withLastTransitionTime(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                    .build())
            .endStatus()
            .build());
  }

  private void patch(PodId pod, PatchContext how, String subresource, Pod change) {
    var there = client.pods().inNamespace(pod.namespace()).withName(pod.name());
    Writes.tried(
        "pod " + pod,
        () ->
            subresource.isEmpty()
                ? there.patch(how, change)
                : there.subresource(subresource).patch(how, change));
  }

  @Override
  public void undo(PodId pod) {
    Writes.tried(
        "pod " + pod,
        () ->
            client
                .resource(
                    new PodBuilder()
                        .withNewMetadata()
                        .withName(pod.name())
                        .withNamespace(pod.namespace())
                        .withUid(pod.uid())
                        .endMetadata()
                        .build())
                .delete());
  }

  @Override
  public boolean evict(PodId pod, String because) {
    setCondition(
        pod,
        new PodConditionBuilder()
            .withType("DisruptionTarget")
            .withStatus("True")
            .withReason("PreemptionByScheduler")
            .withMessage(because));
    var eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withName(pod.name())
            .withNamespace(pod.namespace())
            .endMetadata()
            .withDeleteOptions(
                new DeleteOptionsBuilder()
                    .withNewPreconditions()
                    .withUid(pod.uid())
                    .endPreconditions()
                    .build())
            .build();
    try {
      client.pods().inNamespace(pod.namespace()).withName(pod.name()).evict(eviction);
      return true;
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == TOO_MANY_REQUESTS) {
        return false;
      }
      if (Writes.isOutcome(refused)) {
        return true;
      }
      throw Writes.failed("the eviction of pod " + pod, refused);
    }
  }

  @Override
  public void record(GangId group, boolean warning, String reason, String message) {
    events.record(watches.reference(group), warning, reason, message);
  }

  @Override
  public void writeShare(QueueShare share) {
    Writes.tried(
        "status of queue " + share.queue(),
        () -> {
          Queues.share(share).write(client);
          return true;
        });
  }

  /** Records events about the settings in a ConfigMap that are refused. */
  public void complain(String namespace, String configMap, String message) {
    events.record(
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withNamespace(namespace)
            .withName(configMap)
            .build(),
        true,
        "SettingsRefused",
        message);
  }

  /** Keeps on the ConfigMap what was accepted of it, for who leads next. */
  public void accept(String namespace, String configMap, String text) {
    Writes.tried(
        "ConfigMap " + configMap,
        () ->
            client
                .configMaps()
                .inNamespace(namespace)
                .withName(configMap)
                .patch(
                    MERGE,
                    new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(configMap)
                        .addToAnnotations(ConfigMapFile.ACCEPTED, text)
                        .endMetadata()
                        .build()));
  }

  @Override
  public void close() {
    watches.close();
    direct.close();
  }
}
