package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.Member;
import dev.mooring.scheduling.Node;
import dev.mooring.scheduling.PodId;
import dev.mooring.scheduling.Resources;
import dev.mooring.scheduling.Snapshot;
import dev.mooring.scheduling.Taint;
import dev.mooring.scheduling.Toleration;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kubernetes' objects as the scheduler's values. */
final class Views {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private Views() {}

  static Seen seen(
      List<io.fabric8.kubernetes.api.model.Node> nodes,
      List<Pod> pods,
      List<PodGroup> groups,
      String schedulerName) {
    var used = new HashMap<String, Resources>();
    var members = new HashMap<GroupId, List<Pod>>();
    for (var pod : pods) {
      var node = pod.getSpec().getNodeName();
      if (isSet(node) && !ENDED.contains(phase(pod))) {
        used.merge(node, Requests.of(pod.getSpec()), Resources::plus);
      }
      var group = group(pod);
      if (group != null && schedulerName.equals(pod.getSpec().getSchedulerName())) {
        members.computeIfAbsent(group, _ -> new ArrayList<>()).add(pod);
      }
    }
    return new Seen(
        new Snapshot(
            nodes.stream()
                .map(n -> node(n, used.getOrDefault(n.getMetadata().getName(), Resources.NONE)))
                .toList()),
        groups.stream().map(group -> group(group, members)).toList());
  }

  private static @Nullable GroupId group(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    var name = annotations == null ? null : annotations.get(PodGroup.GROUP_NAME_ANNOTATION);
    return name == null ? null : new GroupId(pod.getMetadata().getNamespace(), name);
  }

  private static SeenGroup group(PodGroup group, Map<GroupId, List<Pod>> members) {
    var meta = group.getMetadata();
    var id = new GroupId(meta.getNamespace(), meta.getName());
    var pods = members.getOrDefault(id, List.of());
    var status = group.getStatus();
    return new SeenGroup(
        id,
        meta.getResourceVersion(),
        Instant.parse(meta.getCreationTimestamp()),
        group.getSpec().minMember(),
        status == null ? new PodGroupStatus(null, null, null) : status,
        pods.stream()
            .filter(pod -> !ENDED.contains(phase(pod)))
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .map(Views::pod)
            .toList(),
        (int) pods.stream().filter(pod -> phase(pod).equals("Succeeded")).count());
  }

  private static SeenPod pod(Pod pod) {
    var spec = pod.getSpec();
    var member =
        new Member(
            new PodId(pod.getMetadata().getName(), pod.getMetadata().getUid()),
            Requests.of(spec),
            spec.getNodeSelector() == null ? Map.of() : spec.getNodeSelector(),
            spec.getTolerations().stream().map(Views::toleration).toList());
    var node = spec.getNodeName();
    return new SeenPod(member, isSet(node) ? Optional.of(node) : Optional.empty(), explained(pod));
  }

  private static String explained(Pod pod) {
    if (pod.getStatus() == null) {
      return "";
    }
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .map(c -> text(c.getMessage()))
        .findFirst()
        .orElse("");
  }

  private static Node node(io.fabric8.kubernetes.api.model.Node node, Resources used) {
    var spec = node.getSpec();
    var ready =
        node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    var labels = node.getMetadata().getLabels();
    var allocatable = node.getStatus().getAllocatable();
    return new Node(
        node.getMetadata().getName(),
        ready && !Boolean.TRUE.equals(spec.getUnschedulable()),
        labels == null ? Map.of() : labels,
        spec.getTaints().stream()
            .map(t -> new Taint(t.getKey(), text(t.getValue()), t.getEffect()))
            .toList(),
        Requests.of(allocatable == null ? Map.of() : allocatable),
        used);
  }

  private static Toleration toleration(io.fabric8.kubernetes.api.model.Toleration t) {
    return new Toleration(
        text(t.getKey()), text(t.getOperator()), text(t.getValue()), text(t.getEffect()));
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null ? "" : text(pod.getStatus().getPhase());
  }

  private static boolean isSet(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
