package dev.mooring.cluster.jobs;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/**
 * What a job owns, by the owner reference of each object; as of the latest events, so perhaps a
 * moment old.
 *
 * @param extras of the kinds that the loop's scope names
 * @param dependents pods that one of the extras owns
 */
public record Owned(
    List<Pod> pods, List<Service> services, List<HasMetadata> extras, List<Pod> dependents) {
  public Owned {
    pods = List.copyOf(pods);
    services = List.copyOf(services);
    extras = List.copyOf(extras);
    dependents = List.copyOf(dependents);
  }
}
