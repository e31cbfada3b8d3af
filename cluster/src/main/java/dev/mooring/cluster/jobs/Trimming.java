package dev.mooring.cluster.jobs;

import dev.mooring.crd.JobLabels;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What no pass reads of the objects that jobs own in thousands, also after they have ended: of a
 * pod its template, of a service all but its name and whose it is.
 */
final class Trimming {
  private Trimming() {}

  static <R extends HasMetadata> UnaryOperator<R> of(Class<R> type) {
    return object -> {
      switch (object) {
        case Pod pod -> trim(pod);
        case Service service -> trim(service);
        default -> {}
      }
      return object;
    };
  }

  /** Left are its name, its job by label, and its owners. */
  private static void trim(Service service) {
    service.setSpec(null);
    service.setStatus(null);
    var metadata = service.getMetadata();
    var job = metadata.getLabels().get(JobLabels.JOB_NAME);
    metadata.setLabels(job == null ? Map.of() : Map.of(JobLabels.JOB_NAME, job));
    metadata.setAnnotations(Map.of());
    metadata.setFinalizers(List.of());
    metadata.setCreationTimestamp(null);
  }

  private static void trim(Pod pod) {
    pod.getMetadata().setAnnotations(Map.of());
    pod.setSpec(new PodSpecBuilder().withNodeName(pod.getSpec().getNodeName()).build());
    if (pod.getStatus() != null) {
      pod.setStatus(trimmed(pod.getStatus()));
    }
  }

  private static PodStatus trimmed(PodStatus status) {
    return new PodStatusBuilder()
        .withPhase(status.getPhase())
        .withReason(status.getReason())
        .withMessage(status.getMessage())
        .withStartTime(status.getStartTime())
        .withConditions(
            status.getConditions().stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .toList())
        .withInitContainerStatuses(trimmed(status.getInitContainerStatuses()))
        .withContainerStatuses(trimmed(status.getContainerStatuses()))
        .build();
  }

  private static List<ContainerStatus> trimmed(List<ContainerStatus> statuses) {
    return statuses.stream()
        .map(status ->
            new ContainerStatusBuilder()
                .withName(status.getName())
                .withImage(status.getImage())
                .withRestartCount(status.getRestartCount())
                .withState(status.getState())
                .withLastState(status.getLastState())
                .build())
        .toList();
  }
}
