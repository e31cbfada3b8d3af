package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is decided about a gang that has pods without a seat, or none yet. */
public sealed interface Outcome {
  GangId gang();

  /**
   * Seats for at least what it needs.
   *
   * @param seats node names by pod
   * @param rest why its other pods wait, when some do
   */
  record Starts(GangId gang, Map<PodId, String> seats, Optional<Explanation> rest)
      implements Outcome {
    public Starts {
      seats = Map.copyOf(seats);
    }
  }

  /**
   * Whole gangs must go, all of them, for it to get seats. Until they are gone it waits.
   *
   * @param victims each is evicted with all its pods
   * @param seats those that will be free then; also among the plan's reservations
   */
  record Evicts(GangId gang, List<GangId> victims, Map<PodId, String> seats, Explanation because)
      implements Outcome {
    public Evicts {
      victims = List.copyOf(victims);
      seats = Map.copyOf(seats);
    }
  }

  /** Nothing for it now. */
  record Waits(GangId gang, Explanation because) implements Outcome {}
}
