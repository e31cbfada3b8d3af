package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Taint;
import java.util.List;

/** Kubernetes' nodes as the core's. */
final class Nodes {
  private Nodes() {}

  static Node of(io.fabric8.kubernetes.api.model.Node node, List<Seated> pods) {
    var spec = node.getSpec();
    var status = node.getStatus();
    var ready =
        status != null
            && status.getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    return Node.of(
        node.getMetadata().getName(),
        ready && !Boolean.TRUE.equals(spec.getUnschedulable()),
        Maps.of(node.getMetadata().getLabels()),
        spec.getTaints().stream()
            .map(t -> new Taint(t.getKey(), PodShapes.text(t.getValue()), t.getEffect()))
            .toList(),
        Requests.of(status == null ? java.util.Map.of() : Maps.of(status.getAllocatable())),
        pods);
  }
}
