package dev.mooring.agent.admissioninit;

import java.time.Instant;

/** Makes pairs. */
@FunctionalInterface
public interface Issuer {
  /**
   * A pair that is good from a few minutes ago until 90 days from now.
   *
   * @param name DNS name of the server
   */
  Pair issue(String name, Instant now);
}
