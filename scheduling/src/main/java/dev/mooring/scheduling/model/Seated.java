package dev.mooring.scheduling.model;

import java.time.Instant;

/**
 * A pod that holds room on a node, bound there or planned to be.
 *
 * @param role as a {@link Member}'s
 * @param owner its gang; a pod that others scheduled is a gang of its own that no demand names
 * @param since when it got the seat
 */
public record Seated(
    PodId id, String role, GangId owner, PodShape shape, int priority, Instant since, Fate fate) {
  /** Whether it stays. */
  public enum Fate {
    /** It may be evicted together with its gang. */
    EVICTABLE,
    /** It must not be evicted: what others scheduled, what no controller makes anew. */
    KEPT,
    /** It is going already: its room is not free yet, and will be without anybody's doing. */
    LEAVING
  }

  public boolean leaving() {
    return fate == Fate.LEAVING;
  }
}
