package dev.mooring.training.aml;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.training.Obstacle;
import dev.mooring.training.PodReading;
import dev.mooring.training.SeenContainer;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What exists of an AmlJob.
 *
 * @param launchReady whether the Secret for the launcher exists
 * @param training what it became
 * @param pods of that, by name
 * @param obstacle why that could not be made; empty before it was tried
 */
public record AmlSeen(
    boolean launchReady,
    Optional<Training> training,
    List<SeenPod> pods,
    Optional<Obstacle> obstacle) {
  public AmlSeen {
    pods = List.copyOf(pods);
  }

  /**
   * The training job.
   *
   * @param deleting it is on its way out, its pods go first
   */
  public record Training(boolean deleting, JobStatus status) {}

  /** Reads what Kubernetes holds of a job. */
  public static AmlSeen of(AmlJob job, Optional<PyTorchJob> training, List<Pod> pods) {
    return new AmlSeen(
        AmlJob.isLaunchReady(job),
        training.map(there ->
            new Training(
                there.getMetadata().getDeletionTimestamp() != null,
                Objects.requireNonNullElse(there.getStatus(), JobStatus.NONE))),
        pods.stream().map(PodReading::of).sorted(Comparator.comparing(SeenPod::name)).toList(),
        Optional.empty());
  }

  /** The same, knowing what could not be made. */
  public AmlSeen with(Obstacle met) {
    return new AmlSeen(launchReady, training, pods, Optional.of(met));
  }

  /** Nothing of the job is left. */
  boolean isGone() {
    return training.isEmpty() && pods.isEmpty();
  }

  /** The command runs in a pod, or has. */
  boolean hasRun() {
    return pods.stream()
        .flatMap(pod -> container(pod, AmlPods.MAIN).stream())
        .anyMatch(main ->
            switch (main.state()) {
              case State.Running running -> true;
              case State.Ended ended -> true;
              case State.Waiting waiting -> main.last().isPresent();
            });
  }

  /** The command has ended in this pod. */
  boolean hasEnded(String pod) {
    return pods.stream()
        .filter(seen -> seen.name().equals(pod))
        .flatMap(seen -> container(seen, AmlPods.MAIN).stream())
        .anyMatch(main -> main.state() instanceof State.Ended);
  }

  /** A pod waits for a seat. */
  boolean isQueued() {
    return pods.stream().anyMatch(pod -> pod.node().isEmpty() && !pod.deleting());
  }

  static Optional<SeenContainer> container(SeenPod pod, String name) {
    return pod.containers().stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
