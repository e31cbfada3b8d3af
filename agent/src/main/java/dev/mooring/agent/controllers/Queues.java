package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.QueueFigures;
import dev.mooring.cluster.controllers.SeenQueue;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.QueueState;

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
    return new QueueFigures(state(queue, all), own.gangs(), Requests.quantities(all.held()));
  }

  /** Queues below one that is closed take nothing either, so it is what they have that must end. */
  private static QueueState state(SeenQueue queue, Load all) {
    if (!queue.toldToClose()) {
      return QueueState.OPEN;
    }
    return all.gangs().alive() == 0 ? QueueState.CLOSED : QueueState.CLOSING;
  }
}
