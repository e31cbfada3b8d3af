package dev.mooring.cluster.controllers;

import dev.mooring.cluster.scheduling.Membership;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.PluginPodGroup;
import dev.mooring.crd.PodGroup;
import dev.mooring.scheduling.model.GangId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the controllers remember of a pod: its gang, its queue, its node, what it asks for and its
 * phase. Of one that no queue of ours has only that it is there.
 *
 * @param scheduler name of ours, whose pods are in a queue also without a group of Volcano's
 */
record Trimming(String scheduler) {

  /** The gang for which a pod counts; works on the whole pod and on what is remembered of it. */
  Optional<GangId> gang(Pod pod) {
    var gang = Membership.gang(pod);
    return gang.kind() == GangId.Kind.VOLCANO_POD_GROUP
            || scheduler.equals(pod.getSpec().getSchedulerName())
        ? Optional.of(gang)
        : Optional.empty();
  }

  Pod trim(Pod pod) {
    var gang = gang(pod);
    var annotations = gang.map(id -> annotations(id, pod)).orElse(Map.of());
    pod.getMetadata().setOwnerReferences(List.of());
    pod.getMetadata().setAnnotations(annotations);
    pod.getMetadata().setLabels(gang.map(Trimming::labels).orElse(Map.of()));
    var spec = pod.getSpec();
    var status = pod.getStatus();
    if (gang.isEmpty()) {
      pod.setSpec(new PodSpecBuilder().build());
      pod.setStatus(null);
      return pod;
    }
    var phase = status == null ? null : status.getPhase();
    var holdsNothing = "Succeeded".equals(phase) || "Failed".equals(phase);
    pod.setSpec(
        new PodSpecBuilder()
            .withSchedulerName(scheduler.equals(spec.getSchedulerName()) ? scheduler : null)
            .withNodeName(spec.getNodeName())
            .withContainers(holdsNothing ? List.of() : List.of(asking(pod)))
            .build());
    pod.setStatus(new PodStatusBuilder().withPhase(phase).build());
    return pod;
  }

  /** A group of Volcano's names its queue itself. */
  private static Map<String, String> annotations(GangId gang, Pod pod) {
    return switch (gang.kind()) {
      case VOLCANO_POD_GROUP -> Map.of(PodGroup.GROUP_NAME_ANNOTATION, gang.name());
      case X_K8S_POD_GROUP, POD ->
          Membership.queue(pod).map(queue -> Map.of(Membership.QUEUE, queue)).orElse(Map.of());
    };
  }

  private static Map<String, String> labels(GangId gang) {
    return gang.kind() == GangId.Kind.X_K8S_POD_GROUP
        ? Map.of(PluginPodGroup.GROUP_NAME_LABEL, gang.name())
        : Map.of();
  }

  /** One container that asks for what the pod takes. */
  private static Container asking(Pod pod) {
    var amounts = Requests.quantities(Requests.of(pod));
    amounts.remove("pods");
    return new ContainerBuilder().withNewResources().withRequests(amounts).endResources().build();
  }
}
