package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import java.util.List;
import java.util.Set;

/**
 * What is to be done for a job, and what is to be said of it.
 *
 * @param group whether the PodGroup is to be made or brought up to date, or to go
 * @param missingPods replicas that have no pod
 * @param missingServices replicas that have no service
 * @param doomed pods to delete, and only in this incarnation; only after the status is written,
 *     which counts them
 * @param doomedServices to delete, by name
 * @param status to write if it differs from the one before
 * @param events to record once the status is written
 */
public record Decision(
    GroupStep group,
    List<Replica> missingPods,
    List<Replica> missingServices,
    List<SeenPod> doomed,
    Set<String> doomedServices,
    JobStatus status,
    List<JobEvent> events) {
  public Decision {
    missingPods = List.copyOf(missingPods);
    missingServices = List.copyOf(missingServices);
    doomed = List.copyOf(doomed);
    doomedServices = Set.copyOf(doomedServices);
    events = List.copyOf(events);
  }

  /** What becomes of the PodGroup. */
  public enum GroupStep {
    KEEP,
    WRITE,
    DELETE
  }
}
