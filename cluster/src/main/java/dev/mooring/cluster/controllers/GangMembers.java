package dev.mooring.cluster.controllers;

import dev.mooring.scheduling.model.Resources;

/**
 * The pods of a gang, counted.
 *
 * @param waiting without a node
 * @param starting with a node, and not running yet
 * @param held what those that wait on a node or run there take of it
 */
public record GangMembers(
    int waiting, int starting, int running, int succeeded, int failed, Resources held) {
  public static final GangMembers NONE = new GangMembers(0, 0, 0, 0, 0, Resources.NONE);

  public GangMembers {
    if (waiting < 0 || starting < 0 || running < 0 || succeeded < 0 || failed < 0) {
      throw new IllegalArgumentException(
          "A count of pods is negative: %d, %d, %d, %d, %d"
              .formatted(waiting, starting, running, succeeded, failed));
    }
  }

  /** Those that need their node, or one. */
  public int alive() {
    return waiting + seated();
  }

  /** Those that have a node and have not ended. */
  public int seated() {
    return starting + running;
  }

  public int ended() {
    return succeeded + failed;
  }

  /** Both together. */
  public GangMembers plus(GangMembers more) {
    return new GangMembers(
        waiting + more.waiting,
        starting + more.starting,
        running + more.running,
        succeeded + more.succeeded,
        failed + more.failed,
        held.plus(more.held));
  }
}
