package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Taint;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kubernetes' nodes as the core's. */
final class Nodes {
  private Nodes() {}

  static Node of(
      io.fabric8.kubernetes.api.model.Node node,
      Map<String, Integer> attachLimits,
      List<Seated> pods) {
    var spec = node.getSpec();
    var status = node.getStatus();
    var ready =
        status != null
            && status.getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    var seen =
        Node.of(
            node.getMetadata().getName(),
            ready,
            Maps.of(node.getMetadata().getLabels()),
            taints(spec),
            Requests.of(status == null ? Map.of() : Maps.of(status.getAllocatable())),
            pods);
    return attachLimits.isEmpty() ? seen : seen.withAttachLimits(attachLimits);
  }

  /** Who cordons a node sets a field; Kubernetes adds the taint a moment later. It counts once. */
  private static List<Taint> taints(NodeSpec spec) {
    var cordon =
        Boolean.TRUE.equals(spec.getUnschedulable()) ? Stream.of(Taint.CORDON) : Stream.<Taint>of();
    return Stream.concat(
            spec.getTaints().stream()
                .map(t -> new Taint(t.getKey(), PodShapes.text(t.getValue()), t.getEffect())),
            cordon)
        .distinct()
        .toList();
  }

  /** By driver; one that says nothing of it has no limit. A kubelet without drivers writes null. */
  static Map<String, Integer> attachLimits(CSINode node) {
    var limits = new HashMap<String, Integer>();
    if (node.getSpec() != null && node.getSpec().getDrivers() != null) {
      for (var driver : node.getSpec().getDrivers()) {
        var room = driver.getAllocatable();
        if (room != null && room.getCount() != null) {
          limits.put(driver.getName(), Math.max(0, room.getCount()));
        }
      }
    }
    return limits;
  }
}
