package dev.mooring.training;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;

/**
 * One pod of a job.
 *
 * @param name of the pod and of its service, {@code <job>-<type>-<index>}; unique in the job, so
 *     that creating it twice is refused
 * @param index from 0, in its role
 * @param leader others find the job through it
 * @param env appended to each container's own, where the last of a name wins
 */
public record Replica(String name, Role role, int index, boolean leader, List<EnvVar> env) {
  public Replica {
    if (index < 0 || index >= role.replicas()) {
      throw new IllegalArgumentException(
          "Index %d of %s is outside 0..%d".formatted(index, role.type(), role.replicas() - 1));
    }
    env = List.copyOf(env);
  }
}
