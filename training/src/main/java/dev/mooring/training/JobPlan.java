package dev.mooring.training;

import dev.mooring.crd.RunPolicy;
import java.util.HashSet;
import java.util.List;

/**
 * All that a job needs, whatever its kind; the same specification always gives the same plan.
 *
 * @param operator the label that tells whose pods these are, such as {@code pytorchjob-controller}
 * @param roles in the order in which ranks are given
 * @param replicas all of all roles
 * @param policy what the user says about the whole job
 * @param rules what follows from what is seen of it
 */
public record JobPlan(
    JobRef job,
    String operator,
    List<Role> roles,
    List<Replica> replicas,
    Gang gang,
    RunPolicy policy,
    JobRules rules) {
  public JobPlan {
    roles = List.copyOf(roles);
    replicas = List.copyOf(replicas);
    var names = new HashSet<String>();
    for (var replica : replicas) {
      if (!names.add(replica.name())) {
        throw new IllegalArgumentException("Two replicas are named " + replica.name());
      }
    }
  }
}
