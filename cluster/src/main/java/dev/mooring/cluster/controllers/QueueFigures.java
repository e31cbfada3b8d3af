package dev.mooring.cluster.controllers;

import dev.mooring.crd.QueueState;
import dev.mooring.crd.QueueStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the controllers write of a queue's status.
 *
 * @param state null only of a status that nobody wrote yet
 * @param gangs how many of each phase, those of queues below it not counted
 * @param allocated by resource name, with what queues below it have
 */
public record QueueFigures(
    @Nullable QueueState state, GangCounts gangs, Map<String, Quantity> allocated) {

  /** Gangs by Volcano's phases. */
  public record GangCounts(int pending, int inqueue, int running, int unknown, int completed) {
    public static final GangCounts NONE = new GangCounts(0, 0, 0, 0, 0);

    /** Those that have not ended. */
    public int alive() {
      return pending + inqueue + running + unknown;
    }

    /** Both together. */
    public GangCounts plus(GangCounts more) {
      return new GangCounts(
          pending + more.pending,
          inqueue + more.inqueue,
          running + more.running,
          unknown + more.unknown,
          completed + more.completed);
    }
  }

  public QueueFigures {
    allocated = Map.copyOf(allocated);
  }

  /** What a status says of it. */
  public static QueueFigures of(QueueStatus status) {
    return new QueueFigures(
        status.state(),
        new GangCounts(
            status.pending(),
            status.inqueue(),
            status.running(),
            status.unknown(),
            status.completed()),
        status.allocated());
  }
}
