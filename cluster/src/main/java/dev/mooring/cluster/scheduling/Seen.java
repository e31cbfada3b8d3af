package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.DisruptionBudget;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Snapshot;
import java.util.List;

/**
 * The cluster at one moment.
 *
 * @param nodes with all pods that are bound
 * @param groups gangs whose pods are ours to place, running ones too
 * @param strays pods that cannot be planned for
 */
public record Seen(
    Snapshot nodes,
    List<SeenGroup> groups,
    List<Queue> queues,
    List<DisruptionBudget> budgets,
    List<Stray> strays) {
  public Seen {
    groups = List.copyOf(groups);
    queues = List.copyOf(queues);
    budgets = List.copyOf(budgets);
    strays = List.copyOf(strays);
  }

  /**
   * A pod that cannot be planned for.
   *
   * @param why for people, with the next step
   */
  public record Stray(SeenPod pod, String why) {}

  public Seen with(Snapshot nextNodes, List<SeenGroup> nextGroups) {
    return new Seen(nextNodes, nextGroups, queues, budgets, strays);
  }
}
