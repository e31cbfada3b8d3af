package dev.mooring.training;

import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Reason;
import dev.mooring.crd.Restarts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What exists of a job.
 *
 * @param pods that the job owns, by name
 * @param services names of those that the job owns
 * @param extras what else the job owns, its PodGroup among them
 * @param dependents pods that belong to extras, as those of a launcher's Job do
 * @param obstacles why what is missing could not be made; empty before it was tried
 * @param troubles what keeps a pod that is starting from it, by the pod's uid; its state does not
 *     tell
 * @param restarts retries that the pods no longer tell of
 */
public record Seen(
    Map<String, SeenPod> pods,
    Set<String> services,
    List<HasMetadata> extras,
    List<SeenPod> dependents,
    List<Obstacle> obstacles,
    Map<String, Trouble> troubles,
    Restarts restarts) {
  /** Longer than a pod whose image is there takes. */
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(5);

  public Seen {
    pods = Map.copyOf(pods);
    services = Set.copyOf(services);
    extras = List.copyOf(extras);
    dependents = List.copyOf(dependents);
    obstacles = List.copyOf(obstacles);
    troubles = Map.copyOf(troubles);
  }

  /**
   * What the kubelet recorded of a pod that it cannot start.
   *
   * @param code such as {@code FailedMount}
   */
  public record Trouble(String code, String message) {}

  /**
   * Reads what Kubernetes holds of a job.
   *
   * @param dependents pods that belong to one of the extras
   */
  public static Seen of(
      List<Pod> pods,
      List<Service> services,
      List<HasMetadata> extras,
      List<Pod> dependents,
      Restarts restarts) {
    return new Seen(
        pods.stream().map(PodReading::of).collect(Collectors.toMap(SeenPod::name, pod -> pod)),
        services.stream()
            .map(service -> service.getMetadata().getName())
            .collect(Collectors.toSet()),
        extras,
        dependents.stream().map(PodReading::of).toList(),
        List.of(),
        Map.of(),
        restarts);
  }

  /** The same, knowing what could not be made. */
  public Seen with(List<Obstacle> met) {
    return new Seen(pods, services, extras, dependents, met, troubles, restarts);
  }

  /** The same, knowing what keeps a pod from starting. */
  public Seen with(SeenPod pod, Trouble trouble) {
    return new Seen(
        pods, services, extras, dependents, obstacles, Map.of(pod.uid(), trouble), restarts);
  }

  /** The same, had a container of the pod said this when it failed. */
  public Seen with(SeenPod pod, SeenContainer container, String words) {
    var heard = new LinkedHashMap<>(pods);
    heard.computeIfPresent(pod.name(), (_, silent) -> silent.saying(container.name(), words));
    return new Seen(heard, services, extras, dependents, obstacles, troubles, restarts);
  }

  /** The same, knowing what is to be taken away. */
  Seen with(Restarts next) {
    return new Seen(pods, services, extras, dependents, obstacles, troubles, next);
  }

  /** The same without the pods of these names. */
  public Seen without(Set<String> names) {
    var left = new LinkedHashMap<>(pods);
    left.keySet().removeAll(names);
    return new Seen(left, services, extras, dependents, obstacles, troubles, restarts);
  }

  /** One of the extras; empty when it is not there. */
  public <T extends HasMetadata> Optional<T> extra(Class<T> type, String name) {
    return extras.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(there -> there.getMetadata().getName().equals(name))
        .findFirst();
  }

  /**
   * A pod has a node to run on. Before that there is nothing to be found in the DNS, and jobs that
   * wait in a queue are spared their services, each of which keeps controllers busy.
   */
  boolean hasSeats() {
    return pods.values().stream().anyMatch(pod -> pod.node().isPresent());
  }

  /** The operator has decided to take it away; how it ends from now on means nothing. */
  public boolean isTaken(SeenPod pod) {
    return pod.uid().equals(restarts.replaced().get(pod.name()));
  }

  /** A pod that starts for longer than most; empty when there is none. */
  public Optional<SeenPod> slowStart(Instant now) {
    return Stream.concat(pods.values().stream(), dependents.stream())
        .filter(SeenPod::isStarting)
        .filter(pod -> pod.since().orElse(now).plus(STARTS_WITHIN).isBefore(now))
        .min(Comparator.comparing(SeenPod::name));
  }

  /** A pod that failed without a word, of those whose end still means something. */
  public Optional<SeenPod> silent() {
    return pods.values().stream()
        .filter(pod -> !isTaken(pod) && pod.silent().isPresent())
        .min(Comparator.comparing(SeenPod::name));
  }

  /** Why the gang waits, as the scheduler says. */
  public Optional<Reason> gangReason() {
    return extras.stream()
        .filter(PodGroup.class::isInstance)
        .map(PodGroup.class::cast)
        .flatMap(group -> Optional.ofNullable(group.getStatus()).stream())
        .flatMap(status -> Optional.ofNullable(status.reason()).stream())
        .findFirst();
  }

  /** Pods in the order of the plan; those that it does not name are left out. */
  public Map<Replica, SeenPod> ofPlan(JobPlan plan) {
    var found = new LinkedHashMap<Replica, SeenPod>();
    for (var replica : plan.replicas()) {
      var pod = pods.get(replica.name());
      if (pod != null) {
        found.put(replica, pod);
      }
    }
    return found;
  }

  /** Pods that others make for a role of the plan; where one is under way, only those that are. */
  public Map<Replica, SeenPod> ofDependents(JobPlan plan) {
    var found = new LinkedHashMap<Replica, SeenPod>();
    var active =
        dependents.stream()
            .filter(
                pod -> pod.phase() == SeenPod.Phase.PENDING || pod.phase() == SeenPod.Phase.RUNNING)
            .filter(pod -> !pod.deleting())
            .toList();
    plan.rules()
        .dependents(plan)
        .ifPresent(role -> {
          for (var pod : active.isEmpty() ? dependents : active) {
            found.put(new Replica(pod.name(), role, 0, Map.of(), Replica.Environment.NONE), pod);
          }
        });
    return found;
  }
}
