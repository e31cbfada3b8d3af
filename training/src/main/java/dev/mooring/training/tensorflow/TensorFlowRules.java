package dev.mooring.training.tensorflow;

import static dev.mooring.crd.TFJobSpec.WORKER;

import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRules;
import dev.mooring.training.Judging;
import dev.mooring.training.Role;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Chief or Master alone decides success; without one the workers do: worker 0, or all of them.
 *
 * @param allWorkersDecide not worker 0 alone
 * @param workersAreDynamic a worker that fails for good is missed by none
 */
record TensorFlowRules(boolean allWorkersDecide, boolean workersAreDynamic) implements JobRules {

  @Override
  public Verdict judge(JobPlan plan, Seen seen) {
    var leading = TensorFlow.leading(plan.roles()).orElseThrow();
    var pods = Judging.podsOf(plan, seen, leading);
    if (hasSucceeded(plan, seen, leading, pods)) {
      return new Verdict.Success();
    }
    var running = pods.stream().anyMatch(pod -> pod.phase() == Phase.RUNNING && !pod.deleting());
    return Judging.unfinished(plan, workersAreDynamic ? withoutLost(plan, seen) : seen, running);
  }

  private boolean hasSucceeded(JobPlan plan, Seen seen, Role leading, List<SeenPod> pods) {
    var succeeded = pods.stream().filter(pod -> pod.phase() == Phase.SUCCEEDED).toList();
    if (succeeded.size() == leading.replicas()) {
      return true;
    }
    return !TensorFlow.isChief(leading)
        && !allWorkersDecide
        && seen.ofPlan(plan).entrySet().stream()
            .filter(entry -> entry.getKey().role().equals(leading))
            .filter(entry -> entry.getKey().index() == 0)
            .anyMatch(entry -> succeeded.contains(entry.getValue()));
  }

  /**
   * What is seen but for workers that have failed for good. Where they all have and none else
   * leads, nothing would ever end the job, so then they count.
   */
  private static Seen withoutLost(JobPlan plan, Seen seen) {
    var lost =
        seen.ofPlan(plan).entrySet().stream()
            .filter(entry -> entry.getKey().role().type().equals(WORKER))
            .filter(entry -> Judging.hasFailedForGood(seen, entry))
            .map(entry -> entry.getKey().name())
            .collect(Collectors.toSet());
    var leading = TensorFlow.leading(plan.roles()).orElseThrow();
    return leading.type().equals(WORKER) && lost.size() == leading.replicas()
        ? seen
        : seen.without(lost);
  }
}
