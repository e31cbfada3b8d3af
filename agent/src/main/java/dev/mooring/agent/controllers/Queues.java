package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.QueueFigures;
import dev.mooring.cluster.controllers.SeenQueue;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.QueueState;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;

/** What has become of a queue. */
final class Queues {
  private Queues() {}

  /**
   * State and figures.
   *
   * @param own what it has itself
   * @param all the same with the queues below it
   */
  static QueueFigures judge(SeenQueue queue, Load own, Load all) {
    return new QueueFigures(state(queue, all), own.gangs(), quantities(all.held()));
  }

  /** Queues below one that is closed take nothing either, so it is what they have that must end. */
  private static QueueState state(SeenQueue queue, Load all) {
    if (!queue.toldToClose()) {
      return QueueState.OPEN;
    }
    return all.gangs().alive() == 0 ? QueueState.CLOSED : QueueState.CLOSING;
  }

  private static Map<String, Quantity> quantities(Resources held) {
    var quantities = new HashMap<String, Quantity>();
    held.amounts().forEach((name, amount) -> quantities.put(name, Requests.quantity(name, amount)));
    return quantities;
  }
}
