package dev.mooring.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Work to be done about a subject, level-triggered: adding it again makes it due again, also while
 * someone works on it.
 *
 * @param kind such as {@code attach}
 * @param subject usually a resource's key
 * @param agent only who has this agent's tunnel can do it; empty for anyone
 * @param after not before this much from now
 */
public record Task(String kind, String subject, Optional<String> agent, Duration after) {
  public static Task now(String kind, String subject) {
    return new Task(kind, subject, Optional.empty(), Duration.ZERO);
  }

  public static Task now(String kind, String subject, String agent) {
    return new Task(kind, subject, Optional.of(agent), Duration.ZERO);
  }
}
