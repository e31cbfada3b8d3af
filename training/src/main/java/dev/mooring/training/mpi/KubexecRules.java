package dev.mooring.training.mpi;

import dev.mooring.training.Extra;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRules;
import dev.mooring.training.Judging;
import dev.mooring.training.Role;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.ServicePlan;
import dev.mooring.training.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The launcher is a pod, and its success is the job's. It is made once it can start processes in
 * all workers.
 *
 * @param container of the workers, where processes are started
 */
record KubexecRules(Hosts hosts, Role launcher, String container) implements JobRules {

  @Override
  public Verdict judge(JobPlan plan, Seen seen) {
    var pod = launcherPod(plan, seen);
    if (pod.filter(there -> there.phase() == Phase.SUCCEEDED).isPresent()) {
      return new Verdict.Success();
    }
    var running =
        pod.filter(there -> there.phase() == Phase.RUNNING && !there.deleting()).isPresent();
    var verdict = Judging.unfinished(plan, seen, running && Workers.areRunning(plan, seen));
    return Workers.told(plan, seen, verdict, pod.isPresent());
  }

  private Optional<SeenPod> launcherPod(JobPlan plan, Seen seen) {
    return Judging.podsOf(plan, seen, launcher).stream().findFirst();
  }

  /** Pods are addressed by their names in the API, and mpirun by its address. */
  @Override
  public List<ServicePlan> services(JobPlan plan) {
    return List.of();
  }

  @Override
  public List<Extra> extras(JobPlan plan, Seen seen) {
    var extras = new ArrayList<>(KubexecRights.of(plan, launcher.template(), hosts.workers()));
    extras.add(
        new Extra.Kept(
            HostFiles.of(
                plan,
                Map.of(
                    HostFiles.KUBEXEC, KubexecLauncher.script(container),
                    HostFiles.HOSTFILE, hosts.hostfile(),
                    HostFiles.DISCOVERY, hosts.discovery(Workers.running(seen)))),
            Extra.Lifetime.JOB));
    return extras;
  }

  @Override
  public Set<String> held(JobPlan plan, Seen seen) {
    return Workers.areReachable(plan, seen) ? Set.of() : Set.of(Hosts.launcher(plan.job()));
  }
}
