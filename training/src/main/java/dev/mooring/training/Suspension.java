package dev.mooring.training;

import dev.mooring.crd.Condition;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.training.Decision.Clearing;
import dev.mooring.training.Decision.Making;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A job that is to have no pods for now, whatever its cleanPodPolicy says. */
final class Suspension {
  private Suspension() {}

  static Decision of(Pass pass) {
    var pods = pass.seen().pods().values();
    var created = Jobs.created(pass);
    var status =
        pass.stamped(
            created
                .withConditions(conditions(pass, created.conditions()))
                .withReplicaStatuses(idle(pass))
                .withRestarts(pass.taking(pods, 0))
                .withReason(null));
    return new Decision(
        Making.NOTHING,
        status,
        JobEvents.between(pass.before(), status),
        new Clearing(
            pods.stream().filter(pod -> !pod.deleting()).toList(),
            pass.seen().services(),
            pass.unwanted(EnumSet.of(Extra.Lifetime.JOB)),
            false),
        Optional.empty());
  }

  private static List<Condition> conditions(Pass pass, List<Condition> conditions) {
    var reason = pass.reason(ConditionType.SUSPENDED.word());
    var message = pass.says("suspended.");
    var stopped =
        Conditions.has(conditions, ConditionType.RUNNING)
            ? Conditions.without(conditions, ConditionType.RUNNING, reason, message, pass.now())
            : conditions;
    return Conditions.has(stopped, ConditionType.SUSPENDED)
        ? stopped
        : Conditions.with(stopped, ConditionType.SUSPENDED, reason, message, pass.now());
  }

  private static Map<String, ReplicaStatus> idle(Pass pass) {
    return pass.before().replicaStatuses().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new ReplicaStatus(
                        0,
                        entry.getValue().succeeded(),
                        entry.getValue().failed(),
                        entry.getValue().selector())));
  }
}
