package dev.mooring.training;

import dev.mooring.crd.CleanPodPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * All that a job needs, whatever its kind; the same specification always gives the same plan.
 *
 * @param operator the label that tells whose pods these are, such as {@code pytorchjob-controller}
 * @param roles in the order in which ranks are given
 * @param replicas all of all roles, the leader among them
 * @param backoffLimit retries over all replicas before the job has failed; empty means no limit
 */
public record JobPlan(
    JobRef job,
    String operator,
    List<Role> roles,
    List<Replica> replicas,
    Gang gang,
    CleanPodPolicy cleanPodPolicy,
    OptionalInt backoffLimit) {
  public JobPlan {
    roles = List.copyOf(roles);
    replicas = List.copyOf(replicas);
    var names = new HashSet<String>();
    for (var replica : replicas) {
      if (!names.add(replica.name())) {
        throw new IllegalArgumentException("Two replicas are named " + replica.name());
      }
    }
    if (replicas.stream().filter(Replica::leader).count() != 1) {
      throw new IllegalArgumentException("A plan needs exactly one leader: " + job.name());
    }
  }

  /** Where the others find the job. */
  public Replica leader() {
    return replicas.stream().filter(Replica::leader).findFirst().orElseThrow();
  }
}
