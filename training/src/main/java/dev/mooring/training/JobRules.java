package dev.mooring.training;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows, for one kind, from what is seen of a job. A value: what the specification says
 * about it, such as a success policy, is in its components, so that equal specifications have equal
 * plans.
 */
public interface JobRules {

  /** What the state of its pods means for the job, as long as it has not ended. */
  Verdict judge(JobPlan plan, Seen seen);

  /**
   * The names that its pods have in the DNS, made once a pod has its node; a headless service a
   * replica, unless told otherwise.
   */
  default List<ServicePlan> services(JobPlan plan) {
    return ServicePlan.eachReplica(plan);
  }

  /**
   * Objects that the job owns beside pods, services and its PodGroup, made in this order and before
   * the pods. One that was made and is no longer listed is deleted; so one that comes late, when
   * something else is seen, stays listed once it is itself {@link Seen#extra seen}.
   */
  default List<Extra> extras(JobPlan plan, Seen seen) {
    return List.of();
  }

  /**
   * The role whose pods are {@link Seen#dependents} of an extra, and not the operator's to make.
   */
  default Optional<Role> dependents(JobPlan plan) {
    return Optional.empty();
  }

  /** Names of pods whose turn to be made has not come. */
  default Set<String> held(JobPlan plan, Seen seen) {
    return Set.of();
  }
}
