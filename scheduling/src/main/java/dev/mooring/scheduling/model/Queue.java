package dev.mooring.scheduling.model;

import java.util.Optional;

/**
 * A queue of gangs.
 *
 * @param parent empty, or {@code root}, for a queue at the top
 * @param weight its part of what its parent has, relative to its siblings'; at least 1
 * @param priority queues of a higher one come first whatever their shares
 * @param limits what it may have, must have and should have
 * @param reclaimable whether other queues may take back what it has beyond its deserved part
 * @param open false when no gang is let in any more
 * @param fifo whether none of its gangs starts before one that comes first and waits for room
 * @param placing how its gangs are placed; empty: as the settings say
 */
public record Queue(
    String name,
    Optional<String> parent,
    int weight,
    int priority,
    Limits limits,
    boolean reclaimable,
    boolean open,
    boolean fifo,
    Optional<Placing> placing) {
  /**
   * Amounts of a queue with all queues below it.
   *
   * @param capability never more than this; a resource that is not named has no limit
   * @param guarantee kept free for it, whoever asks
   * @param deserved its fair part; empty: what its weight gives
   */
  public record Limits(
      Optional<Resources> capability, Resources guarantee, Optional<Resources> deserved) {
    public static final Limits NONE =
        new Limits(Optional.empty(), Resources.NONE, Optional.empty());
  }

  public Queue {
    if (weight < 1) {
      throw new IllegalArgumentException("Weight of queue '" + name + "' is below 1: " + weight);
    }
    if (parent.filter(name::equals).isPresent()) {
      throw new IllegalArgumentException("Queue '" + name + "' is its own parent");
    }
  }

  /** A queue whose gangs pass those that wait. */
  public Queue(
      String name,
      Optional<String> parent,
      int weight,
      int priority,
      Limits limits,
      boolean reclaimable,
      boolean open,
      Optional<Placing> placing) {
    this(name, parent, weight, priority, limits, reclaimable, open, false, placing);
  }

  /** An open queue at the top without limits. */
  public static Queue of(String name, int weight) {
    return new Queue(name, Optional.empty(), weight, 0, Limits.NONE, true, true, Optional.empty());
  }
}
