package dev.mooring.training;

import dev.mooring.crd.SchedulingPolicy;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the job asks of the scheduler.
 *
 * @param minMember pods that must fit at once
 * @param minResources what must be free at once; empty where the scheduler counts by itself
 * @param timeoutSeconds how long pods may wait for the rest; empty means the scheduler's default
 */
public record Gang(
    GangFrontEnd frontEnd,
    int minMember,
    String queue,
    Optional<String> priorityClass,
    Map<String, Quantity> minResources,
    Optional<Integer> timeoutSeconds) {
  public Gang {
    if (minMember < 1) {
      throw new IllegalArgumentException("minMember is less than 1: " + minMember);
    }
    minResources = Map.copyOf(minResources);
  }

  /**
   * What a policy asks for.
   *
   * @param members pods that must fit at once where the policy does not say
   * @param roles whose pods they are, the more important first
   */
  public static Gang of(
      GangFrontEnd frontEnd, SchedulingPolicy policy, int members, List<Role> roles) {
    var minMember = Objects.requireNonNullElse(policy.minAvailable(), members);
    var asked = policy.minResources();
    return new Gang(
        frontEnd,
        minMember,
        Objects.requireNonNullElse(policy.queue(), "default"),
        Optional.ofNullable(policy.priorityClass()),
        asked != null
            ? asked
            : switch (frontEnd.api()) {
              case OURS, NONE -> Map.of();
              case VOLCANO, SCHEDULER_PLUGINS -> PodResources.sum(roles, minMember);
            },
        Optional.ofNullable(policy.scheduleTimeoutSeconds()));
  }
}
