package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.QueueFigures;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.QueueState;

/** What has become of a queue. */
final class Queues {
  private Queues() {}

  /**
   * State and figures.
   *
   * @param isClosed it takes no new gangs, for itself or one above it was told to close
   * @param own what it has itself
   * @param all the same with the queues below it
   */
  static QueueFigures judge(boolean isClosed, Load own, Load all) {
    return new QueueFigures(state(isClosed, all), own.gangs(), Requests.quantities(all.held()));
  }

  /** Queues below one that is closed take nothing either, so it is what they have that must end. */
  private static QueueState state(boolean isClosed, Load all) {
    if (!isClosed) {
      return QueueState.OPEN;
    }
    return all.gangs().alive() == 0 ? QueueState.CLOSED : QueueState.CLOSING;
  }
}
