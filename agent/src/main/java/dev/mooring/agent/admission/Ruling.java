package dev.mooring.agent.admission;

import java.util.List;

/** What is said to a write. */
sealed interface Ruling {
  Ruling ALLOWED = new Allowed(List.of());

  /**
   * It may be.
   *
   * @param warnings for whoever writes; kubectl prints them
   */
  record Allowed(List<String> warnings) implements Ruling {
    public Allowed {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * It may not be.
   *
   * @param because what, which, and what next
   */
  record Refused(String because) implements Ruling {}
}
