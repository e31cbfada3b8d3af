package dev.mooring.training;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pod of a job.
 *
 * @param name of the pod, as a rule {@code <job>-<type>-<index>}; unique in the job, so that
 *     creating it twice is refused
 * @param index from 0, in its role
 * @param labels beside the usual ones, or instead of those of the same name
 * @param environment what its containers are told
 */
public record Replica(
    String name, Role role, int index, Map<String, String> labels, Environment environment) {
  public Replica {
    if (index < 0 || index >= role.replicas()) {
      throw new IllegalArgumentException(
          "Index %d of %s is outside 0..%d".formatted(index, role.type(), role.replicas() - 1));
    }
    // Not Map.copyOf: what is written has an order.
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** Names are unique in a job; the rest is large. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /**
   * Variables appended to containers' own, where the last of a name wins.
   *
   * @param container which one is told; empty means every one, also those that initialize
   */
  public record Environment(Optional<String> container, List<EnvVar> variables) {
    public static final Environment NONE = new Environment(Optional.empty(), List.of());

    public Environment {
      variables = List.copyOf(variables);
    }

    /** For every container. */
    public static Environment everywhere(List<EnvVar> variables) {
      return new Environment(Optional.empty(), variables);
    }

    /** What a container is told. */
    public List<EnvVar> of(String name) {
      return container.isEmpty() || container.get().equals(name) ? variables : List.of();
    }
  }
}
