package dev.mooring.training;

import dev.mooring.crd.ReplicaStatus;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RestartScope;
import dev.mooring.training.SeenPod.Phase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the kinds judge alike. The rules are upstream's (training-operator v1.9.4, {@code
 * pkg/controller.v1/pytorch} and {@code pkg/core}), but for backoffLimit: there it did not see pods
 * that were replaced.
 */
public final class Judging {
  private Judging() {}

  /**
   * Pods by role, in the order of the plan; a role without pods counts nothing, and neither does a
   * pod that the operator takes away.
   */
  public static Map<String, ReplicaStatus> counts(JobPlan plan, Seen seen) {
    return counts(plan, seen, pod -> !seen.isTaken(pod));
  }

  /** The same once the job has ended, when pods on their way out fail because they are deleted. */
  static Map<String, ReplicaStatus> finalCounts(JobPlan plan, Seen seen) {
    return counts(plan, seen, pod -> !seen.isTaken(pod) && !pod.deleting());
  }

  private static Map<String, ReplicaStatus> counts(
      JobPlan plan, Seen seen, Predicate<SeenPod> counted) {
    var counts = new LinkedHashMap<String, ReplicaStatus>();
    for (var role : plan.roles()) {
      counts.put(role.type(), new ReplicaStatus(0, 0, 0, Labels.selector(plan, role)));
    }
    plan.rules()
        .dependents(plan)
        .ifPresent(role ->
            seen.dependents()
                .forEach(pod ->
                    counts.computeIfPresent(role.type(), (type, count) -> with(count, pod))));
    seen.ofPlan(plan)
        .forEach((replica, pod) -> {
          if (counted.test(pod)) {
            counts.computeIfPresent(replica.role().type(), (type, count) -> with(count, pod));
          }
        });
    return counts;
  }

  private static ReplicaStatus with(ReplicaStatus count, SeenPod pod) {
    return switch (pod.phase()) {
      case RUNNING -> plus(count, pod.deleting() ? 0 : 1, 0, 0);
      case SUCCEEDED -> plus(count, 0, 1, 0);
      case FAILED -> plus(count, 0, 0, 1);
      case PENDING, UNKNOWN -> count;
    };
  }

  private static ReplicaStatus plus(ReplicaStatus count, int active, int succeeded, int failed) {
    return new ReplicaStatus(
        count.active() + active,
        count.succeeded() + succeeded,
        count.failed() + failed,
        count.selector());
  }

  /**
   * The state of a job that has not succeeded: failed for good, or under way.
   *
   * @param running the pod that stands for the job runs
   */
  public static Verdict unfinished(JobPlan plan, Seen seen, boolean running) {
    for (var obstacle : seen.obstacles()) {
      if (obstacle instanceof Obstacle.Invalid) {
        return new Verdict.Failure(
            "because %s is not valid.".formatted(obstacle.what()), PodReasons.obstacle(obstacle));
      }
    }
    var failed =
        seen.ofPlan(plan).entrySet().stream().filter(entry -> hasFailed(seen, entry)).toList();
    var forGood = failed.stream().filter(Judging::isForGood).findFirst();
    if (forGood.isPresent()) {
      var replica = forGood.get().getKey();
      var type = replica.role().type();
      var count = failed.stream().filter(entry -> entry.getKey().role().type().equals(type));
      return new Verdict.Failure(
          "because %d %s replica(s) failed.".formatted(count.count(), type),
          PodReasons.ofFailed(plan, replica, forGood.get().getValue()));
    }
    var limit = plan.policy().backoffLimit();
    if (limit != null && failures(plan, seen) > limit) {
      return new Verdict.Failure(
          "because it has reached the specified backoff limit.",
          PodReasons.ofBackoffLimit(plan, seen, limit));
    }
    return new Verdict.Underway(
        running,
        failed.stream().map(Map.Entry::getValue).toList(),
        PodReasons.ofWaiting(plan, seen));
  }

  private static boolean hasFailed(Seen seen, Map.Entry<Replica, SeenPod> entry) {
    var pod = entry.getValue();
    return pod.phase() == Phase.FAILED && !pod.wasTurnedAway() && !seen.isTaken(pod);
  }

  /** A pod that has failed and is not tried again. */
  public static boolean hasFailedForGood(Seen seen, Map.Entry<Replica, SeenPod> entry) {
    return hasFailed(seen, entry) && isForGood(entry);
  }

  /**
   * By the exit code of its main container, as upstream's {@code train_util.go}; a pod that its
   * node ended has none and is tried again.
   */
  private static boolean isForGood(Map.Entry<Replica, SeenPod> entry) {
    var role = entry.getKey().role();
    return switch (role.restartPolicy()) {
      case NEVER -> true;
      case ON_FAILURE, ALWAYS -> false;
      case EXIT_CODE ->
          entry.getValue().exitCode(role.main().container()).orElse(RETRYABLE) < RETRYABLE;
    };
  }

  /** From here on exit codes are those of signals. */
  private static final int RETRYABLE = 128;

  /**
   * How often replicas have failed: retries that were made, and failures that would make one more.
   */
  static int failures(JobPlan plan, Seen seen) {
    var counted =
        seen.ofPlan(plan).entrySet().stream()
            .filter(entry -> entry.getKey().role().restartPolicy() != RestartPolicy.NEVER)
            .map(Map.Entry::getValue)
            .filter(pod -> !seen.isTaken(pod))
            .toList();
    var failing = counted.stream().mapToInt(Judging::pending).sum();
    return seen.restarts().count()
        + counted.stream().mapToInt(SeenPod::restarts).sum()
        // A gang that is started again as a whole is one retry, however many of it failed.
        + (plan.policy().restartScope() == RestartScope.JOB ? Math.min(1, failing) : failing);
  }

  private static int pending(SeenPod pod) {
    return switch (pod.phase()) {
      case FAILED -> pod.wasTurnedAway() ? 0 : 1;
      case SUCCEEDED -> 0;
      case PENDING, RUNNING, UNKNOWN ->
          (int)
              pod.containers().stream()
                  .filter(container -> container.failure().isPresent())
                  .count();
    };
  }

  /** The pods of a role, but for those that the operator takes away. */
  public static List<SeenPod> podsOf(JobPlan plan, Seen seen, Role role) {
    return seen.ofPlan(plan).entrySet().stream()
        .filter(entry -> entry.getKey().role().equals(role))
        .map(Map.Entry::getValue)
        .filter(pod -> !seen.isTaken(pod))
        .toList();
  }
}
