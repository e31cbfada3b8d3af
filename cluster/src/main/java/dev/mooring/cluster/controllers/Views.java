package dev.mooring.cluster.controllers;

import dev.mooring.cluster.scheduling.Membership;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.JobLabels;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Queue;
import dev.mooring.crd.QueueStatus;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/** Kubernetes' objects as the values that the controllers decide from. */
final class Views {
  private Views() {}

  /**
   * Of pods as they are remembered.
   *
   * @param trimming by which they are
   */
  static Seen seen(Trimming trimming, List<Pod> pods, List<PodGroup> groups, List<Queue> queues) {
    var members = new HashMap<GangId, GangMembers>();
    var named = new HashMap<GangId, String>();
    for (var pod : pods) {
      trimming
          .gang(pod)
          .ifPresent(gang -> {
            members.merge(gang, counted(pod), GangMembers::plus);
            Membership.queue(pod).ifPresent(queue -> named.merge(gang, queue, Membership::first));
          });
    }
    return new Seen(
        groups.stream()
            .filter(group -> !isGoing(group.getMetadata()))
            .map(group -> view(group, members.getOrDefault(id(group), GangMembers.NONE)))
            .toList(),
        members.entrySet().stream()
            .filter(gang -> gang.getKey().kind() != GangId.Kind.VOLCANO_POD_GROUP)
            .map(gang ->
                new LooseGang(named.getOrDefault(gang.getKey(), Queue.DEFAULT), gang.getValue()))
            .toList(),
        queues.stream().filter(queue -> !isGoing(queue.getMetadata())).map(Views::view).toList());
  }

  private static boolean isGoing(ObjectMeta metadata) {
    return metadata.getDeletionTimestamp() != null;
  }

  private static GangId id(PodGroup group) {
    return new GangId(
        GangId.Kind.VOLCANO_POD_GROUP,
        group.getMetadata().getNamespace(),
        group.getMetadata().getName());
  }

  private static GangMembers counted(Pod pod) {
    var phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    var node = pod.getSpec().getNodeName();
    var hasNode = node != null && !node.isEmpty();
    return switch (phase) {
      case "Succeeded" -> new GangMembers(0, 0, 0, 1, 0, Resources.NONE);
      case "Failed" -> new GangMembers(0, 0, 0, 0, 1, Resources.NONE);
      case "Running" -> new GangMembers(0, 0, 1, 0, 0, Requests.of(pod));
      default ->
          hasNode
              ? new GangMembers(0, 1, 0, 0, 0, Requests.of(pod))
              : new GangMembers(1, 0, 0, 0, 0, Resources.NONE);
    };
  }

  private static SeenGroup view(PodGroup group, GangMembers members) {
    var metadata = group.getMetadata();
    return new SeenGroup(
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getResourceVersion(),
        Instant.parse(metadata.getCreationTimestamp()),
        group.getSpec() == null ? 1 : Math.max(1, group.getSpec().minMember()),
        group.getSpec() == null ? Queue.DEFAULT : group.getSpec().queue(),
        Objects.requireNonNullElse(group.getStatus(), PodGroupStatus.NONE),
        origin(metadata),
        members);
  }

  private static SeenGroup.Origin origin(ObjectMeta metadata) {
    var labels = metadata.getLabels();
    if (labels == null || !labels.containsKey(JobLabels.OPERATOR_NAME)) {
      return SeenGroup.Origin.OTHERS;
    }
    return metadata.getOwnerReferences().isEmpty()
        ? SeenGroup.Origin.ORPHANED
        : SeenGroup.Origin.OWNED;
  }

  private static SeenQueue view(Queue queue) {
    return new SeenQueue(
        queue.getMetadata().getName(),
        queue.getMetadata().getUid(),
        queue.getSpec().parent(),
        Queue.isToldToClose(queue),
        Objects.requireNonNullElse(queue.getStatus(), QueueStatus.NONE));
  }
}
