package dev.mooring.training;

import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From the pod as Kubernetes tells it to what matters of it. */
public final class PodReading {
  private PodReading() {}

  public static SeenPod of(Pod pod) {
    var status = pod.getStatus();
    return new SeenPod(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        phase(status == null ? null : status.getPhase()),
        status != null
            && status.getConditions().stream()
                .anyMatch(condition ->
                    "Ready".equals(condition.getType()) && "True".equals(condition.getStatus())),
        pod.getMetadata().getDeletionTimestamp() != null,
        text(pod.getSpec().getNodeName()),
        status == null ? Optional.empty() : text(status.getStartTime()).map(Instant::parse),
        status == null ? Optional.empty() : text(status.getReason()),
        status == null ? Optional.empty() : text(status.getMessage()),
        status == null
            ? List.of()
            : Stream.concat(
                    status.getInitContainerStatuses().stream(),
                    status.getContainerStatuses().stream())
                .map(PodReading::container)
                .toList());
  }

  private static Phase phase(@Nullable String phase) {
    return switch (phase) {
      case "Running" -> Phase.RUNNING;
      case "Succeeded" -> Phase.SUCCEEDED;
      case "Failed" -> Phase.FAILED;
      case "Unknown" -> Phase.UNKNOWN;
      case null, default -> Phase.PENDING;
    };
  }

  private static SeenContainer container(ContainerStatus status) {
    var restarts = status.getRestartCount();
    return new SeenContainer(
        status.getName(),
        status.getImage(),
        restarts == null ? 0 : restarts,
        state(status.getState()),
        ended(status.getLastState()));
  }

  private static State state(@Nullable ContainerState state) {
    if (state != null && state.getRunning() != null) {
      return new State.Running();
    }
    var ended = ended(state);
    if (ended.isPresent()) {
      return ended.get();
    }
    var waiting = state == null ? null : state.getWaiting();
    return waiting == null
        ? new State.Waiting("ContainerCreating", "")
        : new State.Waiting(
            text(waiting.getReason()).orElse("Waiting"), text(waiting.getMessage()).orElse(""));
  }

  private static Optional<State.Ended> ended(@Nullable ContainerState state) {
    if (state == null || state.getTerminated() == null) {
      return Optional.empty();
    }
    var terminated = state.getTerminated();
    var exitCode = terminated.getExitCode();
    return Optional.of(
        new State.Ended(
            exitCode == null ? 0 : exitCode,
            text(terminated.getReason()).orElse("Error"),
            text(terminated.getMessage()).orElse("")));
  }

  private static Optional<String> text(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
