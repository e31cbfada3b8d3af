package dev.mooring.training;

import dev.mooring.crd.CleanPodPolicy;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.crd.RunPolicy;
import dev.mooring.training.Decision.Clearing;
import dev.mooring.training.Decision.Making;
import dev.mooring.training.manifest.PodGroups;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens when a job ends, and what is left to do afterwards. */
final class Ending {
  private Ending() {}

  static Decision succeeded(Pass pass, JobStatus begun) {
    return cleaned(
        pass,
        ended(
            pass,
            begun,
            ConditionType.SUCCEEDED,
            ConditionType.SUCCEEDED.word(),
            "successfully completed.",
            null));
  }

  static Decision failed(Pass pass, JobStatus begun, Verdict.Failure failure) {
    return cleaned(
        pass,
        ended(
            pass,
            begun,
            ConditionType.FAILED,
            failure.word(),
            "failed " + failure.summary(),
            failure.reason()));
  }

  /**
   * A pass over a job that has ended before: only counts still change, what is left is cleaned, and
   * when its time is over it is deleted.
   */
  static Decision after(Pass pass) {
    return cleaned(pass, pass.before().withReplicaStatuses(recounted(pass)));
  }

  private static JobStatus ended(
      Pass pass,
      JobStatus begun,
      ConditionType type,
      String word,
      String what,
      @Nullable Reason reason) {
    return begun
        .withConditions(
            Conditions.with(
                begun.conditions(), type, pass.reason(word), pass.says(what), pass.now()))
        .withReplicaStatuses(Judging.counts(pass.plan(), pass.seen()))
        .withCompletionTime(pass.now())
        .withReason(reason);
  }

  /**
   * Pods may still run when the job has ended, as workers do when their master is done. What they
   * come to is counted; pods that are or were deleted keep the count they had, but no longer run.
   */
  private static Map<String, ReplicaStatus> recounted(Pass pass) {
    var now = Judging.finalCounts(pass.plan(), pass.seen());
    return pass.before().replicaStatuses().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> later(entry.getValue(), now.get(entry.getKey()))));
  }

  private static ReplicaStatus later(ReplicaStatus before, @Nullable ReplicaStatus now) {
    return now == null
        ? before
        : new ReplicaStatus(
            now.active(),
            Math.max(before.succeeded(), now.succeeded()),
            Math.max(before.failed(), now.failed()),
            now.selector());
  }

  private static Decision cleaned(Pass pass, JobStatus next) {
    var status = pass.stamped(next);
    var policy = policy(pass.plan().policy(), status);
    var expiry = expiry(pass.plan().policy(), status);
    var unwanted = pass.unwanted(EnumSet.of(Extra.Lifetime.JOB, Extra.Lifetime.UNSUSPENDED));
    var over = isOver(expiry, pass.now());
    return new Decision(
        Making.NOTHING,
        status,
        events(pass, status, unwanted),
        new Clearing(pods(pass.seen(), policy), services(pass.seen(), policy), unwanted, over),
        over ? Optional.empty() : expiry);
  }

  private static List<JobEvent> events(Pass pass, JobStatus status, List<HasMetadata> unwanted) {
    var events = new ArrayList<>(JobEvents.between(pass.before(), status));
    if (!events.isEmpty() && unwanted.stream().anyMatch(PodGroups::isOne)) {
      events.add(JobEvents.terminated(pass));
    }
    return events;
  }

  /**
   * Where the user does not say: what succeeded stays, as upstream's None, and what failed does not
   * hold its nodes any longer.
   */
  static CleanPodPolicy policy(RunPolicy policy, JobStatus status) {
    var given = policy.cleanPodPolicy();
    if (given != null) {
      return given;
    }
    return Jobs.hasFailed(status) ? CleanPodPolicy.RUNNING : CleanPodPolicy.NONE;
  }

  /** When the job object goes; as upstream, not while it is suspended. */
  static Optional<Instant> expiry(RunPolicy policy, JobStatus status) {
    var seconds = policy.ttlSecondsAfterFinished();
    return seconds == null || policy.suspend() || status.completionTime() == null
        ? Optional.empty()
        : Optional.of(status.completionTime().plus(Duration.ofSeconds(seconds)));
  }

  static boolean isOver(Optional<Instant> expiry, Instant now) {
    return expiry.isPresent() && !expiry.get().isAfter(now);
  }

  static List<SeenPod> pods(Seen seen, CleanPodPolicy policy) {
    return seen.pods().values().stream()
        .filter(pod -> !pod.deleting() && isCleaned(policy, pod))
        .toList();
  }

  static Set<String> services(Seen seen, CleanPodPolicy policy) {
    return switch (policy) {
      case NONE -> Set.of();
      case ALL -> seen.services();
      case RUNNING ->
          seen.services().stream()
              .filter(name ->
                  !seen.pods().containsKey(name) || isCleaned(policy, seen.pods().get(name)))
              .collect(Collectors.toSet());
    };
  }

  private static boolean isCleaned(CleanPodPolicy policy, SeenPod pod) {
    return isRestartedForEver(pod)
        || switch (policy) {
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
