package dev.mooring.training;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the difference of two statuses has to tell; the same status tells nothing, so nothing is
 * told twice.
 */
final class JobEvents {
  private JobEvents() {}

  static List<JobEvent> between(JobStatus before, JobStatus after) {
    var events = new ArrayList<JobEvent>();
    for (var condition : after.conditions()) {
      if (isTold(condition) && isNew(before, condition)) {
        events.add(event(condition, after.reason()));
      }
    }
    var reason = after.reason();
    if (reason != null
        && !Conditions.has(after.conditions(), ConditionType.FAILED)
        && !reason.code().equals(code(before))) {
      events.add(JobEvent.warning(reason.code(), reason.message() + ". " + reason.nextStep()));
    }
    return events;
  }

  /** The gang of a job that has ended is taken from its queue. */
  static JobEvent terminated(Pass pass) {
    return JobEvent.normal("JobTerminated", pass.says("terminated; its PodGroup is deleted."));
  }

  /** What a template says about restarts does not count. */
  static JobEvent overruled(Role role) {
    return JobEvent.warning(
        "SettedPodTemplateRestartPolicy",
        "Restart policy %s in the template of %s is overruled by the restart policy of the replicas"
            .formatted(role.template().getSpec().getRestartPolicy(), role.type()));
  }

  /** Conditions that became true. */
  static List<ConditionType> news(JobStatus before, JobStatus after) {
    return Stream.of(ConditionType.values())
        .filter(type ->
            after.conditions().stream()
                .filter(condition -> condition.type().equals(type.word()))
                .anyMatch(
                    condition -> condition.status().equals("True") && isNew(before, condition)))
        .toList();
  }

  /** How a container ended that decides whether its pod is replaced. */
  static JobEvent exited(SeenPod pod, int exitCode) {
    return JobEvent.normal(
        "ExitedWithCode", "Pod %s exited with code %d".formatted(pod.name(), exitCode));
  }

  /** What became true, and that a job is no longer suspended. */
  private static boolean isTold(Condition condition) {
    return condition.status().equals("True")
        || condition.type().equals(ConditionType.SUSPENDED.word());
  }

  private static boolean isNew(JobStatus before, Condition condition) {
    return before.conditions().stream()
        .noneMatch(old ->
            old.type().equals(condition.type())
                && old.status().equals(condition.status())
                && String.valueOf(old.reason()).equals(String.valueOf(condition.reason())));
  }

  private static JobEvent event(Condition condition, @Nullable Reason reason) {
    var what = String.valueOf(condition.reason());
    var message = String.valueOf(condition.message());
    if (condition.type().equals(ConditionType.FAILED.word())) {
      return JobEvent.warning(
          what,
          reason == null || reason.message().equals(message)
              ? message
              : message + " " + reason.message());
    }
    return condition.type().equals(ConditionType.RESTARTING.word())
        ? JobEvent.warning(what, message)
        : JobEvent.normal(what, message);
  }

  private static String code(JobStatus status) {
    var reason = status.reason();
    return reason == null ? "" : reason.code();
  }
}
