package dev.mooring.training;

import dev.mooring.crd.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's conditions as upstream keeps them (training-operator v1.9.4, {@code pkg/util/status.go}):
 * nothing changes once the job has ended; what changes moves to the end; Running and Restarting
 * exclude each other; the end sets Running to False.
 */
final class Conditions {
  private Conditions() {}

  static boolean has(List<Condition> conditions, ConditionType type) {
    return conditions.stream()
        .anyMatch(
            condition -> condition.type().equals(type.word()) && condition.status().equals("True"));
  }

  static boolean ended(List<Condition> conditions) {
    return has(conditions, ConditionType.SUCCEEDED) || has(conditions, ConditionType.FAILED);
  }

  /**
   * The conditions with one more true.
   *
   * @param reason such as {@code PyTorchJobRunning}
   */
  static List<Condition> with(
      List<Condition> conditions, ConditionType type, String reason, String message, Instant now) {
    if (ended(conditions)
        || conditions.stream().anyMatch(old -> isSame(old, type, reason, message))) {
      return conditions;
    }
    var next = new ArrayList<Condition>();
    var since = now;
    for (var old : conditions) {
      if (old.type().equals(type.word())) {
        since =
            old.status().equals("True") && old.lastTransitionTime() != null
                ? old.lastTransitionTime()
                : now;
      } else if (old.type().equals(ConditionType.RUNNING.word()) && isEnd(type)) {
        next.add(new Condition(old.type(), "False", old.reason(), old.message(), now, now));
      } else if (!excludes(type, old.type())) {
        next.add(old);
      }
    }
    next.add(new Condition(type.word(), "True", reason, message, now, since));
    return List.copyOf(next);
  }

  private static boolean isSame(Condition old, ConditionType type, String reason, String message) {
    return old.type().equals(type.word())
        && old.status().equals("True")
        && reason.equals(old.reason())
        && message.equals(old.message());
  }

  private static boolean isEnd(ConditionType type) {
    return type == ConditionType.SUCCEEDED || type == ConditionType.FAILED;
  }

  private static boolean excludes(ConditionType type, String old) {
    return (type == ConditionType.RUNNING && old.equals(ConditionType.RESTARTING.word()))
        || (type == ConditionType.RESTARTING && old.equals(ConditionType.RUNNING.word()));
  }
}
