package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.GroupState;
import dev.mooring.cluster.controllers.QueueFigures;
import dev.mooring.cluster.controllers.QueueFigures.GangCounts;
import dev.mooring.cluster.controllers.SeenQueue;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.QueueState;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has become of a queue. */
final class Queues {
  private Queues() {}

  /**
   * State and figures.
   *
   * @param gangs of the queue itself, not of its children
   * @param held by the pods of those
   */
  static QueueFigures judge(SeenQueue queue, List<GroupState> gangs, Resources held) {
    var counts = count(gangs);
    return new QueueFigures(state(queue, counts), counts, quantities(held));
  }

  private static QueueState state(SeenQueue queue, GangCounts counts) {
    if (!queue.toldToClose()) {
      return QueueState.OPEN;
    }
    return counts.alive() == 0 ? QueueState.CLOSED : QueueState.CLOSING;
  }

  static GangCounts count(Collection<GroupState> gangs) {
    return gangs.stream().map(Queues::one).reduce(GangCounts.NONE, Queues::sum);
  }

  private static GangCounts one(GroupState gang) {
    return switch (gang.phase()) {
      case PENDING -> new GangCounts(1, 0, 0, 0, 0);
      case INQUEUE -> new GangCounts(0, 1, 0, 0, 0);
      case RUNNING -> new GangCounts(0, 0, 1, 0, 0);
      case UNKNOWN -> new GangCounts(0, 0, 0, 1, 0);
      case COMPLETED -> new GangCounts(0, 0, 0, 0, 1);
      // The scheduler will see it in a moment.
      case null -> new GangCounts(1, 0, 0, 0, 0);
    };
  }

  private static GangCounts sum(GangCounts a, GangCounts b) {
    return new GangCounts(
        a.pending() + b.pending(),
        a.inqueue() + b.inqueue(),
        a.running() + b.running(),
        a.unknown() + b.unknown(),
        a.completed() + b.completed());
  }

  private static Map<String, Quantity> quantities(Resources held) {
    var quantities = new HashMap<String, Quantity>();
    held.amounts().forEach((name, amount) -> quantities.put(name, Requests.quantity(name, amount)));
    return quantities;
  }
}
