package dev.mooring.scheduling;

import java.util.Map;

/** What was found for a gang. */
public sealed interface Placement {
  /**
   * Seats for at least the needed members.
   *
   * @param seats node names by pod
   */
  record Fits(Map<PodId, String> seats) implements Placement {
    public Fits {
      seats = Map.copyOf(seats);
    }
  }

  /** No seat for anyone of the gang. */
  record Waits(Reason because) implements Placement {}
}
