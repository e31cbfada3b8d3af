package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Taint;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
            ready && !Boolean.TRUE.equals(spec.getUnschedulable()),
            Maps.of(node.getMetadata().getLabels()),
            spec.getTaints().stream()
                .map(t -> new Taint(t.getKey(), PodShapes.text(t.getValue()), t.getEffect()))
                .toList(),
            Requests.of(status == null ? Map.of() : Maps.of(status.getAllocatable())),
            pods);
    return attachLimits.isEmpty() ? seen : seen.withAttachLimits(attachLimits);
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
