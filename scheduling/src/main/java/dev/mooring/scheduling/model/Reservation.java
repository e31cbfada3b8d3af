package dev.mooring.scheduling.model;

import java.util.Map;

/**
 * Seats that are kept for a gang that cannot have them yet. A plan names those it keeps; whoever
 * asks for the next plan hands them in again, so that a gang's seats do not wander. Losing them
 * (another leader) loses no more than the gang's turn for these seats.
 *
 * @param roomWasMade others are being evicted for it, so it comes before every gang
 */
public record Reservation(GangId gang, Map<PodId, String> seats, boolean roomWasMade) {
  public Reservation {
    seats = Map.copyOf(seats);
  }
}
