package dev.mooring.training.pytorch;

import static dev.mooring.crd.PyTorchJobSpec.MASTER;
import static dev.mooring.crd.PyTorchJobSpec.WORKER;

import dev.mooring.crd.ElasticPolicy;
import dev.mooring.crd.PyTorchJobSpec;
import dev.mooring.crd.ReplicaSpec;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RunPolicy;
import dev.mooring.training.Gang;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobKind;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Labels;
import dev.mooring.training.Planned;
import dev.mooring.training.Replica;
import dev.mooring.training.Replica.Environment;
import dev.mooring.training.Role;
import dev.mooring.training.RoleSpecs;
import dev.mooring.training.Tailoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * PyTorchJob, after training-operator v1.9.4, {@code pkg/controller.v1/pytorch}. Rank 0 is the
 * Master, or Worker 0 where there is none (upstream gives such a job no rendezvous at all, unless
 * it is elastic).
 *
 * @param gangs how the scheduler is told of gangs
 */
public record PyTorch(GangFrontEnd gangs) implements JobKind<PyTorchJobSpec> {
  /** Upstream's value of the label training.kubeflow.org/operator-name. */
  public static final String OPERATOR = "pytorchjob-controller";

  static final String CONTAINER = "pytorch";
  static final String PORT_NAME = "pytorchjob-port";
  static final int PORT = 23456;

  @Override
  public RunPolicy runPolicy(PyTorchJobSpec spec) {
    return spec.runPolicy();
  }

  @Override
  public Planned plan(JobRef job, PyTorchJobSpec spec) {
    var reading = new RoleSpecs("spec.pytorchReplicaSpecs");
    var roles = new ArrayList<Role>();
    spec.pytorchReplicaSpecs()
        .forEach((type, replicas) -> role(type, replicas, reading).ifPresent(roles::add));
    var total = roles.stream().mapToInt(Role::replicas).sum();
    var elastic = Elastic.of(spec.elasticPolicy(), roles);
    var members = total - elastic.map(Elastic::dispensable).orElse(0);
    check(spec, roles, reading);
    if (!reading.problems().isEmpty()) {
      return new Planned.Refused(reading.problems());
    }
    return new Planned.Accepted(
        new JobPlan(
            job,
            OPERATOR,
            roles,
            replicas(job, roles, rendezvous(job, spec, roles, elastic)),
            Gang.of(gangs, spec.runPolicy().schedulingPolicy(), members, roles),
            spec.runPolicy(),
            new PyTorchRules(elastic)));
  }

  private static void check(PyTorchJobSpec spec, List<Role> roles, RoleSpecs reading) {
    if (!reading.problems().isEmpty()) {
      return;
    }
    var total = roles.stream().mapToInt(Role::replicas).sum();
    if (total == 0) {
      reading.report("spec.pytorchReplicaSpecs", "there is no replica");
    }
    var minAvailable = spec.runPolicy().schedulingPolicy().minAvailable();
    if (minAvailable != null && minAvailable > total) {
      reading.report(
          "spec.runPolicy.schedulingPolicy.minAvailable",
          "is %d, but the job has only %d replicas".formatted(minAvailable, total));
    }
    if (spec.elasticPolicy() != null) {
      check(spec, spec.elasticPolicy(), reading);
    }
  }

  private static void check(PyTorchJobSpec spec, ElasticPolicy elastic, RoleSpecs reading) {
    if (!spec.pytorchReplicaSpecs().containsKey(WORKER)) {
      reading.report("spec.elasticPolicy", "an elastic job needs Worker replicas");
    }
    if (spec.nprocPerNode() != null && elastic.nProcPerNode() != null) {
      reading.report("spec.elasticPolicy.nProcPerNode", "must not be used with spec.nprocPerNode");
    }
  }

  private static Optional<Role> role(String type, ReplicaSpec spec, RoleSpecs reading) {
    if (!type.equals(MASTER) && !type.equals(WORKER)) {
      reading.report(reading.pathOf(type), "the replica types are Master and Worker");
      return Optional.empty();
    }
    var replicas = Objects.requireNonNullElse(spec.replicas(), 1);
    if (type.equals(MASTER) && replicas != 1) {
      reading.report(reading.pathOf(type) + ".replicas", "is %d, must be 1".formatted(replicas));
    }
    return reading
        .template(type, spec)
        .flatMap(template ->
            reading
                .container(type, template, CONTAINER)
                .map(container ->
                    new Role(
                        type,
                        replicas,
                        Objects.requireNonNullElse(spec.restartPolicy(), RestartPolicy.ON_FAILURE),
                        template,
                        new Role.Main(
                            CONTAINER, Optional.of(RoleSpecs.port(container, PORT_NAME, PORT))),
                        Tailoring.NONE)));
  }

  private static Rendezvous rendezvous(
      JobRef job, PyTorchJobSpec spec, List<Role> roles, Optional<Elastic> elastic) {
    var leading = leading(roles);
    var nproc = Objects.requireNonNullElse(spec.nprocPerNode(), "auto");
    return elastic
        .map(policy -> Rendezvous.elastic(job, roles, policy, nproc))
        .orElseGet(() -> Rendezvous.fixed(name(job, leading, 0), leading, roles, nproc));
  }

  private static Role leading(List<Role> roles) {
    return roles.stream().filter(role -> role.replicas() > 0).findFirst().orElseThrow();
  }

  private static List<Replica> replicas(JobRef job, List<Role> roles, Rendezvous rendezvous) {
    var replicas = new ArrayList<Replica>();
    for (var role : roles) {
      for (var index = 0; index < role.replicas(); index++) {
        var rank = replicas.size();
        replicas.add(
            new Replica(
                name(job, role, index),
                role,
                index,
                rank == 0 ? Map.of(Labels.JOB_ROLE, "master") : Map.of(),
                Environment.everywhere(rendezvous.variables(rank))));
      }
    }
    return replicas;
  }

  static String name(JobRef job, Role role, int index) {
    return "%s-%s-%d".formatted(job.name(), role.lowerCaseType(), index);
  }
}
