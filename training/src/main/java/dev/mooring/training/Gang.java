package dev.mooring.training;

import java.util.Optional;

/**
 * What the job asks of the scheduler.
 *
 * @param minMember pods that must fit at once
 */
public record Gang(int minMember, String queue, Optional<String> priorityClass) {
  public Gang {
    if (minMember < 1) {
      throw new IllegalArgumentException("minMember is less than 1: " + minMember);
    }
  }
}
