package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.crd.Restarts;
import dev.mooring.training.Decision.GroupStep;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.manifest.PodGroups;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From what is asked and what is seen to what is done, for every kind of job. */
public final class Jobs {
  private Jobs() {}

  /**
   * Decides one pass.
   *
   * @param before the status as it was last written
   * @param now the status keeps whole seconds of it, as Kubernetes' times do
   */
  public static Decision decide(
      JobKind<?> kind, JobPlan plan, JobStatus before, Seen seen, Instant now) {
    if (Conditions.ended(before.conditions())) {
      return Ending.after(plan, before, seen);
    }
    var second = now.truncatedTo(ChronoUnit.SECONDS);
    var begun = begun(plan, before, seen, second);
    return switch (kind.judge(plan, seen)) {
      case Verdict.Underway underway -> underway(plan, begun, before, seen, underway, second);
      case Verdict.Success success -> Ending.succeeded(plan, begun, before, seen, second);
      case Verdict.Failure failure -> Ending.failed(plan, begun, before, seen, failure, second);
    };
  }

  /** A job whose specification cannot be carried out has failed; nothing is made for it. */
  public static Decision refuse(
      JobRef job, JobStatus before, Planned.Refused refused, Instant now) {
    if (Conditions.ended(before.conditions())) {
      return nothing(before);
    }
    var second = now.truncatedTo(ChronoUnit.SECONDS);
    var code = job.kind() + "FailedValidation";
    var conditions =
        Conditions.with(before.conditions(), ConditionType.FAILED, code, refused.message(), second);
    var status =
        new JobStatus(
            conditions,
            before.replicaStatuses(),
            before.startTime(),
            second,
            before.restarts(),
            new Reason(
                code, refused.message(), "Correct the specification and submit the job again"));
    return new Decision(
        GroupStep.KEEP,
        List.of(),
        List.of(),
        List.of(),
        Set.of(),
        status,
        List.of(JobEvent.warning(code, refused.message())));
  }

  /** Whether a job has reached its end. */
  public static boolean hasSucceeded(JobStatus status) {
    return Conditions.has(status.conditions(), ConditionType.SUCCEEDED);
  }

  /** Whether a job has failed for good. */
  public static boolean hasFailed(JobStatus status) {
    return Conditions.has(status.conditions(), ConditionType.FAILED);
  }

  private static Decision nothing(JobStatus status) {
    return new Decision(
        GroupStep.KEEP, List.of(), List.of(), List.of(), Set.of(), status, List.of());
  }

  private static JobStatus begun(JobPlan plan, JobStatus before, Seen seen, Instant now) {
    return new JobStatus(
        Conditions.with(
            before.conditions(),
            ConditionType.CREATED,
            plan.job().kind() + ConditionType.CREATED.word(),
            says(plan, "created."),
            now),
        Judging.counts(plan, seen),
        before.startTime() == null ? now : before.startTime(),
        null,
        before.restarts(),
        null);
  }

  private static Decision underway(
      JobPlan plan,
      JobStatus begun,
      JobStatus before,
      Seen seen,
      Verdict.Underway verdict,
      Instant now) {
    var conditions = begun.conditions();
    if (!verdict.failed().isEmpty()) {
      conditions =
          Conditions.with(
              conditions,
              ConditionType.RESTARTING,
              plan.job().kind() + ConditionType.RESTARTING.word(),
              says(
                  plan, "restarting because %s failed.".formatted(counted(plan, verdict.failed()))),
              now);
    } else if (verdict.running()) {
      conditions =
          Conditions.with(
              conditions,
              ConditionType.RUNNING,
              plan.job().kind() + ConditionType.RUNNING.word(),
              says(plan, "running."),
              now);
    }
    var status =
        new JobStatus(
            conditions,
            begun.replicaStatuses(),
            begun.startTime(),
            null,
            restarts(seen, verdict.failed()),
            verdict.waiting().orElse(null));
    var names = names(plan);
    return new Decision(
        groupStep(plan, seen),
        plan.replicas().stream()
            .filter(replica -> !seen.pods().containsKey(replica.name()))
            .toList(),
        plan.replicas().stream()
            .filter(replica -> !seen.services().contains(replica.name()))
            .toList(),
        seen.pods().values().stream()
            .filter(pod -> !pod.deleting())
            .filter(pod -> !names.contains(pod.name()) || pod.phase() == Phase.FAILED)
            .toList(),
        seen.services().stream().filter(name -> !names.contains(name)).collect(Collectors.toSet()),
        status,
        JobEvents.between(before, status));
  }

  private static String counted(JobPlan plan, List<SeenPod> failed) {
    var names = failed.stream().map(SeenPod::name).collect(Collectors.toSet());
    return plan.roles().stream()
        .map(role ->
            Map.entry(
                role.type(),
                plan.replicas().stream()
                    .filter(replica -> replica.role().equals(role))
                    .filter(replica -> names.contains(replica.name()))
                    .count()))
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> "%d %s replica(s)".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(" and "));
  }

  private static Set<String> names(JobPlan plan) {
    return plan.replicas().stream().map(Replica::name).collect(Collectors.toSet());
  }

  private static GroupStep groupStep(JobPlan plan, Seen seen) {
    var wanted = PodGroups.of(plan).getSpec();
    return seen.group().filter(group -> wanted.equals(group.getSpec())).isPresent()
        ? GroupStep.KEEP
        : GroupStep.WRITE;
  }

  private static @Nullable Restarts restarts(Seen seen, List<SeenPod> failed) {
    var fresh = failed.stream().filter(pod -> !Judging.isCounted(seen, pod)).toList();
    if (fresh.isEmpty()) {
      return seen.restarts().equals(Restarts.NONE) ? null : seen.restarts();
    }
    var replaced = new HashMap<>(seen.restarts().replaced());
    fresh.forEach(pod -> replaced.put(pod.name(), pod.uid()));
    return new Restarts(
        seen.restarts().count() + fresh.stream().mapToInt(pod -> 1 + pod.restarts()).sum(),
        replaced);
  }

  static String says(JobPlan plan, String what) {
    return "%s %s is %s".formatted(plan.job().kind(), plan.job().name(), what);
  }
}
