package dev.mooring.training;

import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Reason;
import dev.mooring.crd.Restarts;
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

/**
 * What exists of a job.
 *
 * @param pods that the job owns, by name
 * @param services names of those that the job owns
 * @param group its PodGroup
 * @param obstacles why what is missing could not be made; empty before it was tried
 * @param troubles what keeps a pod that is starting from it, by the pod's uid; its state does not
 *     tell
 * @param restarts retries that the pods no longer tell of
 */
public record Seen(
    Map<String, SeenPod> pods,
    Set<String> services,
    Optional<PodGroup> group,
    List<Obstacle> obstacles,
    Map<String, Trouble> troubles,
    Restarts restarts) {
  /** Longer than a pod whose image is there takes. */
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(5);

  public Seen {
    pods = Map.copyOf(pods);
    services = Set.copyOf(services);
    obstacles = List.copyOf(obstacles);
    troubles = Map.copyOf(troubles);
  }

  /**
   * What the kubelet recorded of a pod that it cannot start.
   *
   * @param code such as {@code FailedMount}
   */
  public record Trouble(String code, String message) {}

  /** Reads what Kubernetes holds of a job. */
  public static Seen of(
      List<Pod> pods, List<Service> services, Optional<PodGroup> group, Restarts restarts) {
    return new Seen(
        pods.stream().map(PodReading::of).collect(Collectors.toMap(SeenPod::name, pod -> pod)),
        services.stream()
            .map(service -> service.getMetadata().getName())
            .collect(Collectors.toSet()),
        group,
        List.of(),
        Map.of(),
        restarts);
  }

  /** The same, knowing what could not be made. */
  public Seen with(List<Obstacle> met) {
    return new Seen(pods, services, group, met, troubles, restarts);
  }

  /** The same, knowing what keeps a pod from starting. */
  public Seen with(SeenPod pod, Trouble trouble) {
    return new Seen(pods, services, group, obstacles, Map.of(pod.uid(), trouble), restarts);
  }

  /** A pod that starts for longer than most; empty when there is none. */
  public Optional<SeenPod> slowStart(Instant now) {
    return pods.values().stream()
        .filter(SeenPod::isStarting)
        .filter(pod -> pod.since().orElse(now).plus(STARTS_WITHIN).isBefore(now))
        .min(Comparator.comparing(SeenPod::name));
  }

  /** Why the gang waits, as the scheduler says. */
  public Optional<Reason> gangReason() {
    return group.map(PodGroup::getStatus).flatMap(status -> Optional.ofNullable(status.reason()));
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
}
