package dev.mooring.training;

import dev.mooring.crd.ReplicaStatus;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.training.SeenPod.Phase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kinds judge alike. The rules are upstream's (training-operator v1.9.4, {@code
 * pkg/controller.v1/pytorch} and {@code pkg/core}), but for backoffLimit: there it did not see pods
 * that were replaced.
 */
public final class Judging {
  private Judging() {}

  /** Pods by role, in the order of the plan; a role without pods counts nothing. */
  public static Map<String, ReplicaStatus> counts(JobPlan plan, Seen seen) {
    var counts = new LinkedHashMap<String, ReplicaStatus>();
    for (var role : plan.roles()) {
      counts.put(role.type(), new ReplicaStatus(0, 0, 0));
    }
    seen.ofPlan(plan)
        .forEach((replica, pod) -> counts.merge(replica.role().type(), one(pod), Judging::sum));
    return counts;
  }

  private static ReplicaStatus one(SeenPod pod) {
    return switch (pod.phase()) {
      case RUNNING -> new ReplicaStatus(pod.deleting() ? 0 : 1, 0, 0);
      case SUCCEEDED -> new ReplicaStatus(0, 1, 0);
      case FAILED -> new ReplicaStatus(0, 0, 1);
      case PENDING, UNKNOWN -> new ReplicaStatus(0, 0, 0);
    };
  }

  private static ReplicaStatus sum(ReplicaStatus a, ReplicaStatus b) {
    return new ReplicaStatus(
        a.active() + b.active(), a.succeeded() + b.succeeded(), a.failed() + b.failed());
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
    var failed = seen.ofPlan(plan).entrySet().stream().filter(Judging::hasFailed).toList();
    var forGood =
        failed.stream()
            .filter(entry -> entry.getKey().role().restartPolicy() == RestartPolicy.NEVER)
            .findFirst();
    if (forGood.isPresent()) {
      var replica = forGood.get().getKey();
      var count = counts(plan, seen).getOrDefault(replica.role().type(), NOTHING).failed();
      return new Verdict.Failure(
          "because %d %s replica(s) failed.".formatted(count, replica.role().type()),
          PodReasons.ofFailed(plan, replica, forGood.get().getValue()));
    }
    if (plan.backoffLimit().isPresent() && failures(plan, seen) > plan.backoffLimit().getAsInt()) {
      return new Verdict.Failure(
          "because it has reached the specified backoff limit.",
          PodReasons.ofBackoffLimit(plan, seen, plan.backoffLimit().getAsInt()));
    }
    return new Verdict.Underway(
        running,
        failed.stream().map(Map.Entry::getValue).toList(),
        PodReasons.ofWaiting(plan, seen));
  }

  private static final ReplicaStatus NOTHING = new ReplicaStatus(0, 0, 0);

  private static boolean hasFailed(Map.Entry<Replica, SeenPod> entry) {
    return entry.getValue().phase() == Phase.FAILED;
  }

  /**
   * How often replicas have failed: retries that were made, and failures that would make one more.
   */
  static int failures(JobPlan plan, Seen seen) {
    return seen.restarts().count()
        + seen.ofPlan(plan).entrySet().stream()
            .filter(entry -> entry.getKey().role().restartPolicy() == RestartPolicy.ON_FAILURE)
            .map(Map.Entry::getValue)
            .filter(pod -> !isCounted(seen, pod))
            .mapToInt(pod -> pod.restarts() + pending(pod))
            .sum();
  }

  /** A pod is entered in the restarts before it is deleted, and may still be seen afterwards. */
  static boolean isCounted(Seen seen, SeenPod pod) {
    return pod.uid().equals(seen.restarts().replaced().get(pod.name()));
  }

  private static int pending(SeenPod pod) {
    return switch (pod.phase()) {
      case FAILED -> 1;
      case SUCCEEDED -> 0;
      case PENDING, RUNNING, UNKNOWN ->
          (int)
              pod.containers().stream()
                  .filter(container -> container.failure().isPresent())
                  .count();
    };
  }

  /** The pods of a role. */
  public static List<SeenPod> podsOf(JobPlan plan, Seen seen, Role role) {
    return seen.ofPlan(plan).entrySet().stream()
        .filter(entry -> entry.getKey().role().equals(role))
        .map(Map.Entry::getValue)
        .toList();
  }
}
