package dev.mooring.training.tensorflow;

import static dev.mooring.crd.TFJobSpec.CHIEF;
import static dev.mooring.crd.TFJobSpec.MASTER;
import static dev.mooring.crd.TFJobSpec.WORKER;

import dev.mooring.crd.ReplicaSpec;
import dev.mooring.crd.RestartPolicy;
import dev.mooring.crd.RunPolicy;
import dev.mooring.crd.TFJobSpec;
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
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * TFJob, after training-operator v1.9.4, {@code pkg/controller.v1/tensorflow}.
 *
 * @param gangs how the scheduler is told of gangs
 * @param clusterDomain what follows {@code svc} in names of the cluster's DNS; empty where its
 *     search path completes them, as it does by default
 */
public record TensorFlow(GangFrontEnd gangs, String clusterDomain) implements JobKind<TFJobSpec> {
  /** Upstream's value of the label training.kubeflow.org/operator-name. */
  public static final String OPERATOR = "tfjob-controller";

  static final String CONTAINER = "tensorflow";
  static final String PORT_NAME = "tfjob-port";
  static final int PORT = 2222;

  @Override
  public RunPolicy runPolicy(TFJobSpec spec) {
    return spec.runPolicy();
  }

  @Override
  public Planned plan(JobRef job, TFJobSpec spec) {
    var reading = new RoleSpecs("spec.tfReplicaSpecs");
    var roles = new ArrayList<Role>();
    spec.tfReplicaSpecs()
        .forEach((type, replicas) -> role(type, replicas, reading).ifPresent(roles::add));
    check(spec, roles, reading);
    if (!reading.problems().isEmpty()) {
      return new Planned.Refused(reading.problems());
    }
    var total = roles.stream().mapToInt(Role::replicas).sum();
    return new Planned.Accepted(
        new JobPlan(
            job,
            OPERATOR,
            roles,
            replicas(job, roles, spec.workersAreDynamic()),
            Gang.of(gangs, spec.runPolicy().schedulingPolicy(), total, roles),
            spec.runPolicy(),
            new TensorFlowRules(spec.allWorkersDecide(), spec.workersAreDynamic())));
  }

  private static void check(TFJobSpec spec, List<Role> roles, RoleSpecs reading) {
    if (!reading.problems().isEmpty()) {
      return;
    }
    var leaders = roles.stream().filter(TensorFlow::isChief).toList();
    if (leaders.stream().mapToInt(Role::replicas).sum() > 1 || leaders.size() > 1) {
      reading.report("spec.tfReplicaSpecs", "must not have more than 1 Chief or Master");
    }
    if (leading(roles).isEmpty()) {
      reading.report(
          "spec.tfReplicaSpecs", "no replica decides success: give a Chief, a Master or Workers");
    }
    var total = roles.stream().mapToInt(Role::replicas).sum();
    var minAvailable = spec.runPolicy().schedulingPolicy().minAvailable();
    if (minAvailable != null && minAvailable > total) {
      reading.report(
          "spec.runPolicy.schedulingPolicy.minAvailable",
          "is %d, but the job has only %d replicas".formatted(minAvailable, total));
    }
  }

  private static Optional<Role> role(String type, ReplicaSpec spec, RoleSpecs reading) {
    if (!TFJobSpec.TYPES.contains(type)) {
      reading.report(
          reading.pathOf(type), "the replica types are Chief, Master, Worker, PS and Evaluator");
      return Optional.empty();
    }
    return reading
        .template(type, spec)
        .flatMap(template ->
            reading
                .container(type, template, CONTAINER)
                .map(container ->
                    new Role(
                        type,
                        Objects.requireNonNullElse(spec.replicas(), 1),
                        Objects.requireNonNullElse(spec.restartPolicy(), RestartPolicy.NEVER),
                        template,
                        new Role.Main(
                            CONTAINER, Optional.of(RoleSpecs.port(container, PORT_NAME, PORT))),
                        Tailoring.NONE)));
  }

  static boolean isChief(Role role) {
    return role.type().equals(CHIEF) || role.type().equals(MASTER);
  }

  /** The role that decides success; empty where there is none. */
  static Optional<Role> leading(List<Role> roles) {
    return roles.stream()
        .filter(role -> role.replicas() > 0)
        .filter(role -> isChief(role) || role.type().equals(WORKER))
        .findFirst();
  }

  private List<Replica> replicas(JobRef job, List<Role> roles, boolean dynamic) {
    var leading = leading(roles).orElseThrow();
    var cluster = ClusterConfig.of(job, roles, clusterDomain);
    var replicas = new ArrayList<Replica>();
    for (var role : roles) {
      for (var index = 0; index < role.replicas(); index++) {
        replicas.add(
            new Replica(
                name(job, role, index),
                role,
                index,
                role.equals(leading) && index == 0 ? Map.of(Labels.JOB_ROLE, "master") : Map.of(),
                cluster.size() == 1
                    ? Environment.NONE
                    : told(dynamic ? cluster.sparse(role, index) : cluster.whole(role, index))));
      }
    }
    return replicas;
  }

  private static Environment told(String config) {
    return new Environment(Optional.of(CONTAINER), List.of(new EnvVar("TF_CONFIG", config, null)));
  }

  static String name(JobRef job, Role role, int index) {
    return "%s-%s-%d".formatted(job.name(), role.lowerCaseType(), index);
  }
}
