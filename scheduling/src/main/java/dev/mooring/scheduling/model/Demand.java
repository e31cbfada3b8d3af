package dev.mooring.scheduling.model;

import java.util.List;

/**
 * What is asked of the nodes.
 *
 * @param gangs all of them, running ones too
 * @param queues all of them; a queue that a gang names and that is not here does not exist
 * @param reservations those of the plan before
 */
public record Demand(
    List<Gang> gangs,
    List<Queue> queues,
    List<DisruptionBudget> budgets,
    List<Reservation> reservations) {
  public Demand {
    gangs = List.copyOf(gangs);
    queues = List.copyOf(queues);
    budgets = List.copyOf(budgets);
    reservations = List.copyOf(reservations);
  }
}
