package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.training.Decision.GroupStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens when a job ends, and what is left to do afterwards. */
final class Ending {
  private Ending() {}

  static Decision succeeded(
      JobPlan plan, JobStatus begun, JobStatus before, Seen seen, Instant now) {
    var status = ended(plan, begun, ConditionType.SUCCEEDED, "successfully completed.", now);
    return cleaned(plan, status, before, seen);
  }

  static Decision failed(
      JobPlan plan,
      JobStatus begun,
      JobStatus before,
      Seen seen,
      Verdict.Failure failure,
      Instant now) {
    var status = ended(plan, begun, ConditionType.FAILED, "failed " + failure.summary(), now);
    return cleaned(plan, withReason(status, failure.reason()), before, seen);
  }

  /**
   * A pass over a job that has ended before: only counts still change, and what is left is cleaned.
   */
  static Decision after(JobPlan plan, JobStatus before, Seen seen) {
    return cleaned(plan, recounted(plan, before, seen), before, seen);
  }

  private static JobStatus ended(
      JobPlan plan, JobStatus begun, ConditionType type, String message, Instant now) {
    return new JobStatus(
        Conditions.with(
            begun.conditions(),
            type,
            plan.job().kind() + type.word(),
            Jobs.says(plan, message),
            now),
        begun.replicaStatuses(),
        begun.startTime(),
        now,
        begun.restarts(),
        null);
  }

  private static JobStatus withReason(JobStatus status, Reason reason) {
    return new JobStatus(
        status.conditions(),
        status.replicaStatuses(),
        status.startTime(),
        status.completionTime(),
        status.restarts(),
        reason);
  }

  /**
   * Pods may still run when the job has ended, as workers do when their master is done. What they
   * come to is counted; pods that were deleted keep the count they had, but no longer run.
   */
  private static JobStatus recounted(JobPlan plan, JobStatus before, Seen seen) {
    var now = Judging.counts(plan, seen);
    Map<String, ReplicaStatus> counts =
        before.replicaStatuses().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> later(entry.getValue(), now.get(entry.getKey()))));
    return new JobStatus(
        before.conditions(),
        counts,
        before.startTime(),
        before.completionTime(),
        before.restarts(),
        before.reason());
  }

  private static ReplicaStatus later(ReplicaStatus before, @Nullable ReplicaStatus now) {
    return now == null
        ? before
        : new ReplicaStatus(
            now.active(),
            Math.max(before.succeeded(), now.succeeded()),
            Math.max(before.failed(), now.failed()));
  }

  private static Decision cleaned(JobPlan plan, JobStatus status, JobStatus before, Seen seen) {
    var doomed =
        seen.pods().values().stream()
            .filter(pod -> !pod.deleting() && isCleaned(plan, pod))
            .toList();
    var gone =
        switch (plan.cleanPodPolicy()) {
          case NONE -> Set.<String>of();
          case ALL -> seen.services();
          case RUNNING ->
              seen.services().stream()
                  .filter(name ->
                      !seen.pods().containsKey(name) || isCleaned(plan, seen.pods().get(name)))
                  .collect(Collectors.toSet());
        };
    return new Decision(
        seen.group().isPresent() ? GroupStep.DELETE : GroupStep.KEEP,
        List.of(),
        List.of(),
        doomed,
        gone,
        status,
        JobEvents.between(before, status));
  }

  private static boolean isCleaned(JobPlan plan, SeenPod pod) {
    return isRestartedForEver(pod)
        || switch (plan.cleanPodPolicy()) {
          case NONE -> false;
          case ALL -> true;
          case RUNNING ->
              switch (pod.phase()) {
                case PENDING, RUNNING, UNKNOWN -> true;
                case SUCCEEDED, FAILED -> false;
              };
        };
  }

  /** The kubelet would go on restarting it: the job has ended, so nobody would ever stop that. */
  private static boolean isRestartedForEver(SeenPod pod) {
    return pod.phase() == SeenPod.Phase.RUNNING
        && pod.containers().stream().anyMatch(container -> container.failure().isPresent());
  }
}
