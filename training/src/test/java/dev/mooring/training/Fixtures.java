package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Restarts;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod.Phase;
import dev.mooring.training.pytorch.PyTorch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs and pods for tests, written as users write them. */
public final class Fixtures {
  public static final JobRef JOB =
      new JobRef("kubeflow.org/v1", "PyTorchJob", "lab", "digits", "job-uid");

  /** When the nodes took on the pods. */
  public static final Instant START = Instant.parse("2026-11-23T09:59:50Z");

  public static final PyTorch PYTORCH = new PyTorch(GangFrontEnd.OURS);

  private Fixtures() {}

  /** One master and one worker; lines of {@code spec} may be replaced. */
  public static final String DIGITS =
      """
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: digits, namespace: lab}
      spec:
        runPolicy: {}
        pytorchReplicaSpecs:
          Master:
            template:
              spec:
                containers:
                - name: pytorch
                  image: digits:1
          Worker:
            replicas: 2
            template:
              spec:
                containers:
                - name: pytorch
                  image: digits:1
      """;

  public static Planned planned(String yaml) {
    return PYTORCH.plan(JOB, Serialization.unmarshal(yaml, PyTorchJob.class).getSpec());
  }

  public static JobPlan plan(String yaml) {
    return switch (planned(yaml)) {
      case Planned.Accepted(var plan) -> plan;
      case Planned.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  public static JobPlan plan() {
    return plan(DIGITS);
  }

  public static JobPlan plan(UnaryOperator<String> change) {
    return plan(change.apply(DIGITS));
  }

  public static Seen seen(SeenPod... pods) {
    return seen(Restarts.NONE, pods);
  }

  public static Seen seen(Restarts restarts, SeenPod... pods) {
    var byName = List.of(pods).stream().collect(Collectors.toMap(SeenPod::name, pod -> pod));
    return new Seen(
        byName, Map.copyOf(byName).keySet(), List.of(), List.of(), List.of(), Map.of(), restarts);
  }

  /** The same, with what the status remembers. */
  public static Seen remembering(JobStatus status, Seen seen) {
    return new Seen(
        seen.pods(),
        seen.services(),
        seen.extras(),
        seen.dependents(),
        seen.obstacles(),
        seen.troubles(),
        Objects.requireNonNullElse(status.restarts(), Restarts.NONE));
  }

  public static SeenPod pod(String name, Phase phase) {
    var state =
        switch (phase) {
          case PENDING, UNKNOWN -> new State.Waiting("ContainerCreating", "");
          case RUNNING -> new State.Running();
          case SUCCEEDED -> new State.Ended(0, "Completed", "");
          case FAILED -> new State.Ended(1, "Error", "boom");
        };
    return pod(name, phase, 0, state);
  }

  public static SeenPod pod(String name, Phase phase, int restarts, State state) {
    return new SeenPod(
        name,
        name + "-uid",
        phase,
        phase == Phase.RUNNING,
        false,
        Optional.of("n1"),
        Optional.of(START),
        Optional.empty(),
        Optional.empty(),
        List.of(new SeenContainer("pytorch", "digits:1", restarts, state, Optional.empty())));
  }

  /** The same pod, made again. */
  public static SeenPod incarnation(SeenPod pod, String uid) {
    return new SeenPod(
        pod.name(),
        uid,
        pod.phase(),
        pod.ready(),
        pod.deleting(),
        pod.node(),
        pod.since(),
        pod.reason(),
        pod.message(),
        pod.containers());
  }

  /** The same pod before it had a node. */
  public static SeenPod unseated(SeenPod pod) {
    return new SeenPod(
        pod.name(),
        pod.uid(),
        pod.phase(),
        pod.ready(),
        pod.deleting(),
        Optional.empty(),
        Optional.empty(),
        pod.reason(),
        pod.message(),
        pod.containers());
  }

  public static SeenPod deleting(SeenPod pod) {
    return new SeenPod(
        pod.name(),
        pod.uid(),
        pod.phase(),
        pod.ready(),
        true,
        pod.node(),
        pod.since(),
        pod.reason(),
        pod.message(),
        pod.containers());
  }

  /** When decisions are made. */
  public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  /** Decides as the operator does, with what the status remembers. */
  public static Decision decide(JobPlan plan, JobStatus before, Seen seen) {
    return Jobs.decide(plan, before, remembering(before, seen), NOW);
  }

  /** Conditions, such as {@code Running=True}. */
  public static List<String> types(JobStatus status) {
    return status.conditions().stream()
        .map(condition -> condition.type() + "=" + condition.status())
        .toList();
  }

  /** The same with one more extra. */
  public static Seen with(Seen seen, HasMetadata extra) {
    return new Seen(
        seen.pods(),
        seen.services(),
        Stream.concat(seen.extras().stream(), Stream.of(extra)).toList(),
        seen.dependents(),
        seen.obstacles(),
        seen.troubles(),
        seen.restarts());
  }

  /** All pods of a plan in one phase, made again, but for those given. */
  public static Seen all(JobPlan plan, Phase phase, String uid, SeenPod... but) {
    var pods = new HashMap<String, SeenPod>();
    plan.replicas()
        .forEach(replica -> pods.put(replica.name(), incarnation(pod(replica.name(), phase), uid)));
    List.of(but).forEach(pod -> pods.put(pod.name(), pod));
    return seen(pods.values().toArray(SeenPod[]::new));
  }

  /** All pods of a plan in one phase, but for those given. */
  public static Seen all(JobPlan plan, Phase phase, SeenPod... but) {
    var pods = new HashMap<String, SeenPod>();
    plan.replicas().forEach(replica -> pods.put(replica.name(), pod(replica.name(), phase)));
    List.of(but).forEach(pod -> pods.put(pod.name(), pod));
    return seen(pods.values().toArray(SeenPod[]::new));
  }
}
