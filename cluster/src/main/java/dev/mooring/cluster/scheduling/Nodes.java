package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Taint;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kubernetes' nodes as the core's. */
final class Nodes {
  private Nodes() {}

  static Node of(
      io.fabric8.kubernetes.api.model.Node node,
      Map<String, Integer> attachLimits,
      List<Seated> pods) {
    var spec = node.getSpec();
    var status = node.getStatus();
    var seen =
        Node.of(
            node.getMetadata().getName(),
            Maps.of(node.getMetadata().getLabels()),
            taints(spec, state(status)),
            Requests.of(status == null ? Map.of() : Maps.of(status.getAllocatable())),
            pods);
    return attachLimits.isEmpty() ? seen : seen.withAttachLimits(attachLimits);
  }

  /**
   * Who cordons a node sets a field, and a kubelet says that it is not ready by a condition;
   * Kubernetes adds the taint a moment later. It counts once.
   */
  private static List<Taint> taints(NodeSpec spec, Stream<Taint> state) {
    var cordon =
        Boolean.TRUE.equals(spec.getUnschedulable()) ? Stream.of(Taint.CORDON) : Stream.<Taint>of();
    var set =
        spec.getTaints().stream()
            .map(t -> new Taint(t.getKey(), PodShapes.text(t.getValue()), t.getEffect()));
    return Stream.of(set, cordon, state).flatMap(all -> all).distinct().toList();
  }

  /** One that has not said yet whether it is ready is not. */
  private static Stream<Taint> state(@Nullable NodeStatus status) {
    var ready =
        status == null
            ? Optional.<NodeCondition>empty()
            : status.getConditions().stream().filter(c -> c.getType().equals("Ready")).findFirst();
    return switch (ready.map(NodeCondition::getStatus).orElse("")) {
      case "True" -> Stream.of();
      case "Unknown" -> Stream.of(Taint.UNREACHABLE);
      default -> Stream.of(Taint.NOT_READY);
    };
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
