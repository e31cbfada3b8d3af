package dev.mooring.cluster.controllers;

import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.PodGroup;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the controllers remember of a pod: its gang, its node, what it asks for and its phase. Of
 * one in no gang only that it is there.
 */
final class Trimming {
  private Trimming() {}

  static Pod trim(Pod pod) {
    var group = group(pod);
    pod.getMetadata().setLabels(Map.of());
    pod.getMetadata().setOwnerReferences(List.of());
    pod.getMetadata()
        .setAnnotations(group == null ? Map.of() : Map.of(PodGroup.GROUP_NAME_ANNOTATION, group));
    var spec = pod.getSpec();
    var status = pod.getStatus();
    if (group == null) {
      pod.setSpec(new PodSpecBuilder().build());
      pod.setStatus(null);
      return pod;
    }
    pod.setSpec(
        new PodSpecBuilder().withNodeName(spec.getNodeName()).withContainers(asking(pod)).build());
    pod.setStatus(
        new PodStatusBuilder().withPhase(status == null ? null : status.getPhase()).build());
    return pod;
  }

  /** One container that asks for what the pod takes. */
  private static Container asking(Pod pod) {
    var amounts = new HashMap<String, Quantity>();
    Requests.of(pod)
        .amounts()
        .forEach((name, amount) -> amounts.put(name, Requests.quantity(name, amount)));
    amounts.remove("pods");
    return new ContainerBuilder().withNewResources().withRequests(amounts).endResources().build();
  }

  static @Nullable String group(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(PodGroup.GROUP_NAME_ANNOTATION);
  }
}
