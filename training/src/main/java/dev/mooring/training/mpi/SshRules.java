package dev.mooring.training.mpi;

import dev.mooring.crd.CleanPodPolicy;
import dev.mooring.crd.Reason;
import dev.mooring.crd.RestartScope;
import dev.mooring.training.Extra;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRules;
import dev.mooring.training.Judging;
import dev.mooring.training.PodReasons;
import dev.mooring.training.Replica;
import dev.mooring.training.Role;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.ServicePlan;
import dev.mooring.training.Verdict;
import dev.mooring.training.manifest.Owners;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The launcher is a batch Job, which also tries it again, and its end is the MPIJob's. It is made
 * once all workers accept connections.
 *
 * @param launcher its pod; not one of the plan's, because the Job makes it
 */
record SshRules(Hosts hosts, Replica launcher) implements JobRules {

  @Override
  public Verdict judge(JobPlan plan, Seen seen) {
    var job = seen.extra(Job.class, launcher.name());
    if (condition(job, "Complete").isPresent()) {
      return new Verdict.Success();
    }
    var failed = condition(job, "Failed");
    if (failed.isPresent()) {
      return new Verdict.Failure("because the launcher failed.", reason(plan, seen, failed.get()));
    }
    var running =
        seen.dependents().stream().anyMatch(pod -> pod.phase() == Phase.RUNNING && !pod.deleting());
    var verdict = Judging.unfinished(plan, seen, running && Workers.areRunning(plan, seen));
    return Workers.told(plan, seen, verdict, job.isPresent());
  }

  private static Optional<JobCondition> condition(Optional<Job> job, String type) {
    return job.flatMap(there -> Optional.ofNullable(there.getStatus())).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(
            condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
        .findFirst();
  }

  /** Why the Job failed, and why its pod did; upstream joins their words with a stroke. */
  private static Reason reason(JobPlan plan, Seen seen, JobCondition failed) {
    var word = Optional.ofNullable(failed.getReason()).orElse("JobFailed");
    var said = Optional.ofNullable(failed.getMessage()).orElse("The launcher's Job failed");
    return seen.ofDependents(plan).entrySet().stream()
        .filter(entry -> entry.getValue().phase() == Phase.FAILED)
        .reduce((earlier, later) -> later)
        .map(entry -> PodReasons.ofFailed(plan, entry.getKey(), entry.getValue()))
        .map(
            pod -> new Reason(word + "/" + pod.code(), said + ". " + pod.message(), pod.nextStep()))
        .orElseGet(() ->
            new Reason(
                word,
                said,
                "See the Job: kubectl -n %s describe job %s"
                    .formatted(plan.job().namespace(), Hosts.launcher(plan.job()))));
  }

  @Override
  public List<ServicePlan> services(JobPlan plan) {
    return List.of(ServicePlan.wholeJob(plan));
  }

  @Override
  public Optional<Role> dependents(JobPlan plan) {
    return Optional.of(launcher.role());
  }

  @Override
  public List<Extra> extras(JobPlan plan, Seen seen) {
    var extras = new ArrayList<Extra>();
    // The operator may not read Secrets; once what is made after it is there, it is there too.
    if (seen.extra(ConfigMap.class, HostFiles.configMap(plan.job())).isEmpty()) {
      extras.add(keys(plan));
    }
    extras.add(
        new Extra.Kept(
            HostFiles.of(
                plan,
                Map.of(
                    HostFiles.HOSTFILE, hosts.hostfile(),
                    HostFiles.DISCOVERY, hosts.discovery(Workers.running(seen)))),
            Extra.Lifetime.JOB));
    launcherJob(plan, seen).forEach(extras::add);
    return extras;
  }

  private static Extra keys(JobPlan plan) {
    var secret =
        new SecretBuilder()
            .withMetadata(Owners.metadata(plan, Ssh.secret(plan.job())))
            .withType("kubernetes.io/ssh-auth")
            .build();
    return new Extra.Drawn(secret, SshKeys::draw, Extra.Lifetime.JOB);
  }

  private Stream<Extra> launcherJob(JobPlan plan, Seen seen) {
    var there = seen.extra(Job.class, launcher.name());
    var restarting =
        plan.policy().restartScope() == RestartScope.JOB
            && seen.pods().values().stream().anyMatch(seen::isTaken);
    var due = there.isPresent() || Workers.areReachable(plan, seen);
    return due && !restarting
        ? Stream.of(new Extra.Once(LauncherJobs.of(plan, launcher), lifetime(plan, there)))
        : Stream.empty();
  }

  /** One that the MPIJob has outlived would hang for ever; one that has ended is its log. */
  private static Extra.Lifetime lifetime(JobPlan plan, Optional<Job> there) {
    var ended = condition(there, "Complete").or(() -> condition(there, "Failed")).isPresent();
    return ended || plan.policy().cleanPodPolicy() == CleanPodPolicy.NONE
        ? Extra.Lifetime.UNSUSPENDED
        : Extra.Lifetime.ACTIVE;
  }
}
