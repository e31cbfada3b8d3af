package dev.mooring.scheduling.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a gang must have at once to start.
 *
 * @param pods {@code minMember}; at least 1
 * @param byRole {@code minTaskMember}; 0 or more for each role
 * @param resources {@code minResources}: what it will need at least, said before its pods exist
 */
public record Minimum(int pods, Map<String, Integer> byRole, Optional<Resources> resources) {
  public Minimum {
    byRole = Map.copyOf(byRole);
    if (pods < 1) {
      throw new IllegalArgumentException("minMember is below 1: " + pods);
    }
    byRole.forEach((role, min) -> {
      if (min < 0) {
        throw new IllegalArgumentException("Minimum of role '" + role + "' is negative: " + min);
      }
    });
  }

  public static Minimum of(int pods) {
    return new Minimum(pods, Map.of(), Optional.empty());
  }
}
