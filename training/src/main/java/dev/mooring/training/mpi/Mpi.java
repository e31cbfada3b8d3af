package dev.mooring.training.mpi;

import static dev.mooring.crd.MPIJobSpec.LAUNCHER;
import static dev.mooring.crd.MPIJobSpec.WORKER;

import dev.mooring.crd.CleanPodPolicy;
import dev.mooring.crd.MPIJobSpec;
import dev.mooring.crd.MPIJobSpec.Transport;
import dev.mooring.crd.ReplicaSpec;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RunPolicy;
import dev.mooring.crd.SchedulingPolicy;
import dev.mooring.training.Gang;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.JobRules;
import dev.mooring.training.Labels;
import dev.mooring.training.Planned;
import dev.mooring.training.Replica;
import dev.mooring.training.Replica.Environment;
import dev.mooring.training.Role;
import dev.mooring.training.RoleSpecs;
import dev.mooring.training.Tailoring;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MPIJob, after training-operator v1.9.4, {@code pkg/controller.v1/mpi}, where its transport is
 * kubexec, and after mpi-operator 0.8 where it is ssh.
 *
 * @param gangs how the scheduler is told of gangs
 * @param launcherImage with the program that stands in for rsh
 * @param clusterDomain what follows {@code svc} in names of the cluster's DNS; empty where its
 *     search path completes them, as it does by default
 */
public record Mpi(GangFrontEnd gangs, String launcherImage, String clusterDomain)
    implements JobKind<MPIJobSpec> {
  /** Upstream's value, in v1, of the label training.kubeflow.org/operator-name. */
  public static final String OPERATOR = "mpijob-controller";

  @Override
  public RunPolicy runPolicy(MPIJobSpec spec) {
    return spec.runPolicy();
  }

  @Override
  public Planned plan(JobRef job, MPIJobSpec spec) {
    var reading = new RoleSpecs("spec.mpiReplicaSpecs");
    var roles = new ArrayList<Role>();
    spec.mpiReplicaSpecs()
        .forEach((type, given) -> role(job, spec, type, given, reading).ifPresent(roles::add));
    check(spec, roles, reading);
    if (spec.transport() == Transport.KUBEXEC && launcherImage.isEmpty()) {
      reading.report(
          "spec.transport",
          "is kubexec, and the agent was installed without the value launcherImage; use ssh, or have it"
              + " set");
    }
    if (!reading.problems().isEmpty()) {
      return new Planned.Refused(reading.problems());
    }
    var launcher = launcher(job, spec, roles.getFirst());
    var workers = roles.stream().skip(1).findFirst();
    var count = workers.map(Role::replicas).orElse(0);
    var hosts = Hosts.of(job, spec, count, clusterDomain);
    var policy = policy(spec);
    return new Planned.Accepted(
        new JobPlan(
            job,
            OPERATOR,
            roles,
            Stream.concat(
                    spec.transport() == Transport.KUBEXEC ? Stream.of(launcher) : Stream.empty(),
                    workers.stream().flatMap(role -> workers(job, spec, role)))
                .toList(),
            Gang.of(gangs, gang(policy.schedulingPolicy(), count), Math.max(1, count), roles),
            policy,
            rules(spec, hosts, launcher, workers)));
  }

  private static JobRules rules(
      MPIJobSpec spec, Hosts hosts, Replica launcher, Optional<Role> workers) {
    return switch (spec.transport()) {
      case KUBEXEC ->
          new KubexecRules(
              hosts, launcher.role(), workers.map(role -> role.main().container()).orElse(""));
      case SSH -> new SshRules(hosts, launcher);
    };
  }

  private static void check(MPIJobSpec spec, List<Role> roles, RoleSpecs reading) {
    if (!reading.problems().isEmpty()) {
      return;
    }
    if (roles.isEmpty() || !roles.getFirst().type().equals(LAUNCHER)) {
      reading.report("spec.mpiReplicaSpecs", "there must be exactly 1 Launcher");
    } else if (roles.getFirst().replicas() != 1) {
      reading.report(
          reading.pathOf(LAUNCHER) + ".replicas",
          "is %d, must be 1".formatted(roles.getFirst().replicas()));
    }
    var pods = roles.stream().mapToInt(Role::replicas).sum();
    var minAvailable = spec.runPolicy().schedulingPolicy().minAvailable();
    if (minAvailable != null && minAvailable > pods) {
      reading.report(
          "spec.runPolicy.schedulingPolicy.minAvailable",
          "is %d, but the job has only %d replicas".formatted(minAvailable, pods));
    }
  }

  private Optional<Role> role(
      JobRef job, MPIJobSpec spec, String type, ReplicaSpec given, RoleSpecs reading) {
    if (!type.equals(LAUNCHER) && !type.equals(WORKER)) {
      reading.report(reading.pathOf(type), "the replica types are Launcher and Worker");
      return Optional.empty();
    }
    var launcher = type.equals(LAUNCHER);
    return reading
        .template(type, given)
        .flatMap(template ->
            main(spec, type, template, reading)
                .map(container ->
                    new Role(
                        type,
                        Objects.requireNonNullElse(given.replicas(), launcher ? 1 : 0),
                        Objects.requireNonNullElse(
                            given.restartPolicy(), usualPolicy(spec, launcher)),
                        template,
                        new Role.Main(container.getName(), Optional.empty()),
                        tailoring(job, spec, launcher))));
  }

  /** Upstream's two operators differ about the launcher. */
  private static RestartPolicy usualPolicy(MPIJobSpec spec, boolean launcher) {
    return launcher && spec.transport() == Transport.SSH
        ? RestartPolicy.ON_FAILURE
        : RestartPolicy.NEVER;
  }

  /** The first, but where the user names another for the workers. */
  private static Optional<Container> main(
      MPIJobSpec spec, String type, PodTemplateSpec template, RoleSpecs reading) {
    var named = spec.mainContainer();
    if (type.equals(WORKER) && named != null && !named.isEmpty()) {
      return reading.container(type, template, named);
    }
    var first =
        template.getSpec() == null
            ? Optional.<Container>empty()
            : template.getSpec().getContainers().stream().findFirst();
    if (first.isEmpty()) {
      reading.report(
          reading.pathOf(type) + ".template.spec.containers", "must have at least one container");
    }
    return first;
  }

  private Tailoring tailoring(JobRef job, MPIJobSpec spec, boolean launcher) {
    return switch (spec.transport()) {
      case KUBEXEC -> launcher ? new KubexecLauncher(job, launcherImage) : new KubexecWorker(job);
      case SSH -> {
        var ssh =
            new Ssh(
                job,
                Objects.requireNonNullElse(spec.sshAuthMountPath(), Ssh.DEFAULT_MOUNT_PATH),
                clusterDomain);
        yield launcher ? new SshLauncher(ssh) : new SshWorker(ssh);
      }
    };
  }

  private static Replica launcher(JobRef job, MPIJobSpec spec, Role role) {
    var first = role.template().getSpec().getContainers().getFirst();
    return new Replica(
        Hosts.launcher(job),
        role,
        0,
        Map.of(Labels.JOB_ROLE, spec.transport() == Transport.SSH ? "launcher" : "master"),
        new Environment(
            Optional.of(first.getName()),
            MpiEnvironment.launcher(spec, role.template().getSpec())));
  }

  private static Stream<Replica> workers(JobRef job, MPIJobSpec spec, Role role) {
    var first = role.template().getSpec().getContainers().getFirst().getName();
    var environment = new Environment(Optional.of(first), MpiEnvironment.worker(spec.transport()));
    return Stream.iterate(0, index -> index < role.replicas(), index -> index + 1)
        .map(index ->
            new Replica(
                Hosts.worker(job, index), role, index, workerLabels(spec, index), environment));
  }

  private static Map<String, String> workerLabels(MPIJobSpec spec, int index) {
    return switch (spec.transport()) {
      case KUBEXEC -> Map.of();
      case SSH ->
          Map.of(
              Labels.JOB_ROLE,
              "worker",
              Labels.REPLICA_INDEX,
              Integer.toString(spec.launcherWorks() ? index + 1 : index));
    };
  }

  /**
   * Not as upstream's where the user does not say: workers wait for commands and never end of
   * themselves, so that None would hold their nodes for ever.
   */
  private static RunPolicy policy(MPIJobSpec spec) {
    var given = spec.runPolicy();
    var clean = given.cleanPodPolicy() != null ? given.cleanPodPolicy() : spec.cleanPodPolicy();
    return new RunPolicy(
        clean == null ? CleanPodPolicy.RUNNING : clean,
        given.ttlSecondsAfterFinished(),
        given.activeDeadlineSeconds(),
        given.backoffLimit(),
        given.schedulingPolicy(),
        given.suspend(),
        given.managedBy(),
        given.restartScope());
  }

  /** The launcher comes when the gang has its seats, so a gang that waited for it would never. */
  private static SchedulingPolicy gang(SchedulingPolicy given, int workers) {
    var minAvailable = given.minAvailable();
    return minAvailable == null
        ? given
        : new SchedulingPolicy(
            Math.max(1, Math.min(minAvailable, workers)),
            given.queue(),
            given.minResources(),
            given.priorityClass(),
            given.scheduleTimeoutSeconds());
  }
}
