package dev.mooring.training.pytorch;

import static dev.mooring.crd.PyTorchJobSpec.MASTER;

import dev.mooring.training.Extra;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRules;
import dev.mooring.training.Judging;
import dev.mooring.training.Role;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Verdict;
import dev.mooring.training.manifest.Autoscalers;
import java.util.List;
import java.util.Optional;

/**
 * The Master alone decides success; without one all workers do, or any of them where they are
 * elastic.
 */
record PyTorchRules(Optional<Elastic> elastic) implements JobRules {

  @Override
  public Verdict judge(JobPlan plan, Seen seen) {
    var leading = leading(plan);
    var pods = Judging.podsOf(plan, seen, leading);
    var succeeded = pods.stream().filter(pod -> pod.phase() == Phase.SUCCEEDED).count();
    var oneIsEnough = elastic.isPresent() && !leading.type().equals(MASTER);
    if (succeeded == leading.replicas() || (oneIsEnough && succeeded > 0)) {
      return new Verdict.Success();
    }
    var running = pods.stream().anyMatch(pod -> pod.phase() == Phase.RUNNING && !pod.deleting());
    return Judging.unfinished(plan, seen, running);
  }

  private static Role leading(JobPlan plan) {
    return plan.roles().stream().filter(role -> role.replicas() > 0).findFirst().orElseThrow();
  }

  @Override
  public List<Extra> extras(JobPlan plan, Seen seen) {
    return elastic.stream()
        .<Extra>mapMulti((given, extras) -> {
          var metrics = given.policy().metrics();
          if (metrics != null) {
            extras.accept(
                new Extra.Kept(
                    Autoscalers.of(plan, given.min(), given.max(), metrics),
                    Extra.Lifetime.ACTIVE));
          }
        })
        .toList();
  }
}
