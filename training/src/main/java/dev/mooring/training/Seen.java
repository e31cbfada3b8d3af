package dev.mooring.training;

import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Reason;
import dev.mooring.crd.Restarts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
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
 * @param restarts retries that the pods no longer tell of
 */
public record Seen(
    Map<String, SeenPod> pods,
    Set<String> services,
    Optional<PodGroup> group,
    List<Obstacle> obstacles,
    Restarts restarts) {
  public Seen {
    pods = Map.copyOf(pods);
    services = Set.copyOf(services);
    obstacles = List.copyOf(obstacles);
  }

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
        restarts);
  }

  /** The same, knowing what could not be made. */
  public Seen with(List<Obstacle> met) {
    return new Seen(pods, services, group, met, restarts);
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
