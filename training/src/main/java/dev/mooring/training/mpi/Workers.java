package dev.mooring.training.mpi;

import dev.mooring.crd.MPIJobSpec;
import dev.mooring.crd.Reason;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Labels;
import dev.mooring.training.Role;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import java.util.Optional;
import java.util.function.Predicate;

/** What is seen of a job's workers. */
final class Workers {
  private static final String EVICTED = "Evicted";

  private Workers() {}

  static Optional<Role> role(JobPlan plan) {
    return plan.roles().stream().filter(role -> role.type().equals(MPIJobSpec.WORKER)).findFirst();
  }

  static int count(JobPlan plan) {
    return role(plan).map(Role::replicas).orElse(0);
  }

  /** All of them can be given processes: mpirun fails if one cannot. */
  static boolean areReachable(JobPlan plan, Seen seen) {
    return all(plan, seen, pod -> pod.phase() == Phase.RUNNING && pod.ready() && !pod.deleting());
  }

  static boolean areRunning(JobPlan plan, Seen seen) {
    return all(plan, seen, pod -> pod.phase() == Phase.RUNNING && !pod.deleting());
  }

  /** By name of the pod. */
  static Predicate<String> running(Seen seen) {
    return name -> {
      var pod = seen.pods().get(name);
      return pod != null && pod.phase() == Phase.RUNNING && !pod.deleting();
    };
  }

  private static boolean all(JobPlan plan, Seen seen, Predicate<SeenPod> fit) {
    return plan.replicas().stream()
        .filter(replica -> replica.role().type().equals(MPIJobSpec.WORKER))
        .allMatch(replica -> {
          var pod = seen.pods().get(replica.name());
          return pod != null && !seen.isTaken(pod) && fit.test(pod);
        });
  }

  /**
   * A verdict with what the engine does not know: that a job without a launcher waits for its
   * workers, and upstream's word for workers that their nodes have thrown out.
   */
  static Verdict told(JobPlan plan, Seen seen, Verdict verdict, boolean hasLauncher) {
    return switch (verdict) {
      case Verdict.Success success -> success;
      case Verdict.Failure failure -> anyIsEvicted(plan, seen) ? failure.under(EVICTED) : failure;
      case Verdict.Underway(var running, var failed, var waiting) ->
          new Verdict.Underway(
              running,
              failed,
              hasLauncher ? waiting : waiting.or(() -> Optional.of(awaited(plan))));
    };
  }

  private static boolean anyIsEvicted(JobPlan plan, Seen seen) {
    return seen.ofPlan(plan).values().stream()
        .filter(pod -> pod.phase() == Phase.FAILED && !seen.isTaken(pod))
        .anyMatch(pod -> pod.reason().filter(EVICTED::equals).isPresent());
  }

  private static Reason awaited(JobPlan plan) {
    return new Reason(
        "WaitingForWorkers",
        "The launcher starts once all workers accept connections",
        "Nothing to do; if it lasts, see what the workers wait for: kubectl -n %s get pods -l %s=%s"
            .formatted(plan.job().namespace(), Labels.JOB_NAME, plan.job().name()));
  }
}
