package dev.mooring.cluster.jobs;

import dev.mooring.crd.PodGroup;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;

/**
 * What a job owns, by the controller reference of each object; as of the latest events, so perhaps
 * a moment old.
 */
public record Owned(List<Pod> pods, List<Service> services, Optional<PodGroup> group) {
  public Owned {
    pods = List.copyOf(pods);
    services = List.copyOf(services);
  }
}
