package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Set;

/**
 * What to do now.
 *
 * @param outcomes one for each gang that has pods without a seat or lacks pods of its minimum, in
 *     the order in which they were judged
 * @param admitted gangs that their queues let in by this plan: {@code Pending} becomes {@code
 *     Inqueue}
 * @param queues all of them, in the order of their names
 * @param reservations to be handed in for the next plan
 */
public record Plan(
    List<Outcome> outcomes,
    Set<GangId> admitted,
    List<QueueShare> queues,
    List<Reservation> reservations) {
  public Plan {
    outcomes = List.copyOf(outcomes);
    admitted = Set.copyOf(admitted);
    queues = List.copyOf(queues);
    reservations = List.copyOf(reservations);
  }
}
