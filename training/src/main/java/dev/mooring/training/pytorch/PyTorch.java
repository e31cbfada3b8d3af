package dev.mooring.training.pytorch;

import dev.mooring.crd.PyTorchJobSpec;
import dev.mooring.crd.ReplicaSpec;
import dev.mooring.training.Gang;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Judging;
import dev.mooring.training.Planned;
import dev.mooring.training.Planned.Problem;
import dev.mooring.training.Replica;
import dev.mooring.training.Role;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.Templates;
import dev.mooring.training.Verdict;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * PyTorchJob, after training-operator v1.9.4, {@code pkg/controller.v1/pytorch}. Rank 0 is the
 * Master, or Worker 0 where there is none (upstream gives such a job no rendezvous at all).
 */
public final class PyTorch implements JobKind<PyTorchJobSpec> {
  /** Upstream's value of the label training.kubeflow.org/operator-name. */
  public static final String OPERATOR = "pytorchjob-controller";

  static final String CONTAINER = "pytorch";
  static final String PORT_NAME = "pytorchjob-port";
  static final int PORT = 23456;

  @Override
  public Planned plan(JobRef job, PyTorchJobSpec spec) {
    var problems = new ArrayList<Problem>();
    var roles = new ArrayList<Role>();
    role("Master", spec.pytorchReplicaSpecs().master(), problems).ifPresent(roles::add);
    role("Worker", spec.pytorchReplicaSpecs().worker(), problems).ifPresent(roles::add);
    var total = roles.stream().mapToInt(Role::replicas).sum();
    if (problems.isEmpty() && total == 0) {
      problems.add(new Problem("spec.pytorchReplicaSpecs", "there is no replica"));
    }
    var policy = spec.runPolicy().schedulingPolicy();
    var minMember = policy.minAvailable() == null ? total : policy.minAvailable();
    if (problems.isEmpty() && minMember > total) {
      problems.add(
          new Problem(
              "spec.runPolicy.schedulingPolicy.minAvailable",
              "is %d, but the job has only %d replicas".formatted(minMember, total)));
    }
    if (!problems.isEmpty()) {
      return new Planned.Refused(problems);
    }
    var limit = spec.runPolicy().backoffLimit();
    return new Planned.Accepted(
        new JobPlan(
            job,
            OPERATOR,
            roles,
            replicas(job, roles, total, spec.nprocPerNode()),
            new Gang(
                minMember,
                Optional.ofNullable(policy.queue()).orElse("default"),
                Optional.ofNullable(policy.priorityClass())),
            spec.runPolicy().cleanPodPolicy(),
            limit == null ? OptionalInt.empty() : OptionalInt.of(limit)));
  }

  @Override
  public Verdict judge(JobPlan plan, Seen seen) {
    var leading = plan.leader().role();
    var pods = Judging.podsOf(plan, seen, leading);
    var succeeded = pods.stream().filter(pod -> pod.phase() == Phase.SUCCEEDED).count();
    if (succeeded == leading.replicas()) {
      return new Verdict.Success();
    }
    var running = pods.stream().anyMatch(pod -> pod.phase() == Phase.RUNNING && !pod.deleting());
    return Judging.unfinished(plan, seen, running);
  }

  private static Optional<Role> role(
      String type, @Nullable ReplicaSpec spec, List<Problem> problems) {
    if (spec == null) {
      return Optional.empty();
    }
    var path = "spec.pytorchReplicaSpecs." + type;
    if (type.equals("Master") && spec.replicas() != 1) {
      problems.add(new Problem(path + ".replicas", "is %d, must be 1".formatted(spec.replicas())));
    }
    return switch (Templates.decode(spec.template(), path + ".template")) {
      case Templates.Decoded.Bad(var found) -> {
        problems.addAll(found);
        yield Optional.empty();
      }
      case Templates.Decoded.Good(var template) ->
          main(template, path, problems)
              .map(container ->
                  new Role(
                      type,
                      spec.replicas(),
                      spec.restartPolicy(),
                      template,
                      new Role.Port(CONTAINER, PORT_NAME, port(container))));
    };
  }

  /** The API server has checked this too, but not for objects from before the rule. */
  private static Optional<Container> main(
      PodTemplateSpec template, String path, List<Problem> problems) {
    var found =
        template.getSpec() == null
            ? Optional.<Container>empty()
            : template.getSpec().getContainers().stream()
                .filter(container -> CONTAINER.equals(container.getName()))
                .findFirst();
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              path + ".template.spec.containers",
              "one container must be named '" + CONTAINER + "'"));
    }
    return found;
  }

  private static int port(Container container) {
    return container.getPorts().stream()
        .filter(port -> PORT_NAME.equals(port.getName()) && port.getContainerPort() != null)
        .mapToInt(port -> port.getContainerPort())
        .findFirst()
        .orElse(PORT);
  }

  private static List<Replica> replicas(
      JobRef job, List<Role> roles, int total, String nprocPerNode) {
    var replicas = new ArrayList<Replica>(total);
    var occupied = roles.stream().filter(role -> role.replicas() > 0).toList();
    var leader = occupied.getFirst();
    var rendezvous =
        new Rendezvous(name(job, leader, 0), leader.port().number(), total, nprocPerNode);
    for (var role : occupied) {
      for (var index = 0; index < role.replicas(); index++) {
        var rank = replicas.size();
        replicas.add(
            new Replica(name(job, role, index), role, index, rank == 0, rendezvous.env(rank)));
      }
    }
    return replicas;
  }

  private static String name(JobRef job, Role role, int index) {
    return "%s-%s-%d".formatted(job.name(), role.lowerCaseType(), index);
  }
}
