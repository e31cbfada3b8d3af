package dev.mooring.training.mpi;

import dev.mooring.crd.MPIJob;
import dev.mooring.crd.Restarts;
import dev.mooring.training.Extra;
import dev.mooring.training.Fixtures;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.Planned;
import dev.mooring.training.Seen;
import dev.mooring.training.SeenPod;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** MPI jobs and what is seen of them. */
final class MpiFixtures {
  static final JobRef JOB = new JobRef("kubeflow.org/v1", "MPIJob", "lab", "j", "job-uid");

  static final Mpi MPI = new Mpi(GangFrontEnd.OURS, "launcher:1", "");

  private MpiFixtures() {}

  /**
   * A job of two workers.
   *
   * @param more fields of the specification
   */
  static String spec(String transport, String more) {
    return """
    spec:
      transport: %s
      slotsPerWorker: 2
      %s
      mpiReplicaSpecs:
        Launcher: {template: {spec: {containers: [{name: mpi, image: a, command: [mpirun]}]}}}
        Worker: {replicas: 2, template: {spec: {containers: [{name: mpi, image: a}]}}}
    """
        .formatted(transport, more);
  }

  static Planned planned(String yaml) {
    return MPI.plan(JOB, Serialization.unmarshal(yaml, MPIJob.class).getSpec());
  }

  static JobPlan plan(String yaml) {
    return switch (planned(yaml)) {
      case Planned.Accepted(var plan) -> plan;
      case Planned.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  static JobPlan plan(String transport, String more) {
    return plan(spec(transport, more));
  }

  static Seen seen(List<HasMetadata> extras, List<SeenPod> dependents, SeenPod... pods) {
    return new Seen(
        List.of(pods).stream().collect(Collectors.toMap(SeenPod::name, pod -> pod)),
        Set.of(),
        extras,
        dependents,
        List.of(),
        Map.of(),
        Restarts.NONE);
  }

  static Seen seen(SeenPod... pods) {
    return seen(List.of(), List.of(), pods);
  }

  static SeenPod running(String name) {
    return Fixtures.pod(name, SeenPod.Phase.RUNNING);
  }

  static SeenPod failed(String name) {
    return Fixtures.pod(name, SeenPod.Phase.FAILED);
  }

  /** The same pod, thrown out by its node. */
  static SeenPod evicted(String name) {
    var pod = failed(name);
    return new SeenPod(
        name,
        pod.uid(),
        pod.phase(),
        false,
        false,
        pod.node(),
        pod.since(),
        Optional.of("Evicted"),
        Optional.of("out of memory"),
        List.of());
  }

  /** It runs and does not listen yet. */
  static SeenPod unready(String name) {
    var pod = running(name);
    return new SeenPod(
        name,
        pod.uid(),
        pod.phase(),
        false,
        false,
        pod.node(),
        pod.since(),
        pod.reason(),
        pod.message(),
        pod.containers());
  }

  static <T extends HasMetadata> T extra(Class<T> type, JobPlan plan, Seen seen) {
    return plan.rules().extras(plan, seen).stream()
        .map(Extra::object)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  static List<String> kinds(JobPlan plan, Seen seen) {
    return plan.rules().extras(plan, seen).stream().map(extra -> extra.object().getKind()).toList();
  }
}
