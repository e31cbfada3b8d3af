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
  private static final String TRUE = "True";
  private static final String FALSE = "False";

  private Conditions() {}

  static boolean has(List<Condition> conditions, ConditionType type) {
    return conditions.stream()
        .anyMatch(
            condition -> condition.type().equals(type.word()) && condition.status().equals(TRUE));
  }

  static boolean ended(List<Condition> conditions) {
    return has(conditions, ConditionType.SUCCEEDED) || has(conditions, ConditionType.FAILED);
  }

  /** Whether the latest to change is of this type. */
  static boolean latest(List<Condition> conditions, ConditionType type) {
    return !conditions.isEmpty() && conditions.getLast().type().equals(type.word());
  }

  /**
   * The conditions with one more true.
   *
   * @param reason such as {@code PyTorchJobRunning}
   */
  static List<Condition> with(
      List<Condition> conditions, ConditionType type, String reason, String message, Instant now) {
    return with(conditions, type, new Condition(type.word(), TRUE, reason, message, now, now));
  }

  /** The conditions with one that is no longer true. */
  static List<Condition> without(
      List<Condition> conditions, ConditionType type, String reason, String message, Instant now) {
    return with(conditions, type, new Condition(type.word(), FALSE, reason, message, now, now));
  }

  /** The conditions with the creation at another time. */
  static List<Condition> createdAt(Instant time, List<Condition> conditions) {
    return conditions.stream()
        .map(old ->
            old.type().equals(ConditionType.CREATED.word())
                ? new Condition(old.type(), old.status(), old.reason(), old.message(), time, time)
                : old)
        .toList();
  }

  private static List<Condition> with(
      List<Condition> conditions, ConditionType type, Condition changed) {
    if (ended(conditions) || conditions.stream().anyMatch(old -> isSame(old, changed))) {
      return conditions;
    }
    var next = new ArrayList<Condition>();
    var since = changed.lastTransitionTime();
    for (var old : conditions) {
      if (old.type().equals(changed.type())) {
        since =
            old.status().equals(changed.status()) && old.lastTransitionTime() != null
                ? old.lastTransitionTime()
                : since;
      } else if (old.type().equals(ConditionType.RUNNING.word()) && isEnd(type)) {
        next.add(
            new Condition(
                old.type(),
                FALSE,
                old.reason(),
                old.message(),
                changed.lastUpdateTime(),
                changed.lastUpdateTime()));
      } else if (!excludes(type, old.type())) {
        next.add(old);
      }
    }
    next.add(
        new Condition(
            changed.type(),
            changed.status(),
            changed.reason(),
            changed.message(),
            changed.lastUpdateTime(),
            since));
    return List.copyOf(next);
  }

  private static boolean isSame(Condition old, Condition changed) {
    return old.type().equals(changed.type())
        && old.status().equals(changed.status())
        && String.valueOf(changed.reason()).equals(old.reason())
        && String.valueOf(changed.message()).equals(old.message());
  }

  private static boolean isEnd(ConditionType type) {
    return type == ConditionType.SUCCEEDED || type == ConditionType.FAILED;
  }

  private static boolean excludes(ConditionType type, String old) {
    return (type == ConditionType.RUNNING && old.equals(ConditionType.RESTARTING.word()))
        || (type == ConditionType.RESTARTING && old.equals(ConditionType.RUNNING.word()));
  }
}
