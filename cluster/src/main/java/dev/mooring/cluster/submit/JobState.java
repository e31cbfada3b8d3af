package dev.mooring.cluster.submit;

import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import java.util.Optional;

/** How a job stands, for whoever waits for it. */
public sealed interface JobState {
  /**
   * Not yet ended.
   *
   * @param condition the newest, such as {@code Created} or {@code Running}; empty before the
   *     operator has written one
   * @param because why it does not run yet, if something is in its way
   */
  record Going(String condition, Optional<Reason> because) implements JobState {}

  record Succeeded() implements JobState {}

  record Failed(Reason because) implements JobState {}

  /** Deleted while it was followed. */
  record Gone() implements JobState {}

  /** What a status says. */
  static JobState of(JobStatus status) {
    var conditions = status.conditions();
    // The last to change may be one that is no longer true, as Suspended of a job that was resumed.
    var newest =
        conditions.reversed().stream()
            .filter(condition -> condition.status().equals("True"))
            .map(Condition::type)
            .findFirst()
            .orElse("");
    var reason = Optional.ofNullable(status.reason());
    return switch (newest) {
      case "Succeeded" -> new Succeeded();
      case "Failed" -> {
        var message = conditions.getLast().message();
        yield new Failed(
            reason.orElseGet(() ->
                new Reason(
                    "Failed",
                    message == null ? "The job failed" : message,
                    "Read the log of its pods")));
      }
      default -> new Going(newest, reason);
    };
  }
}
