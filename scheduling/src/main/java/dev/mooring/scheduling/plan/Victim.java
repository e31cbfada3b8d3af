package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.queue.Reclaim;
import dev.mooring.scheduling.queue.Share;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A gang that may be evicted, with what it has. */
final class Victim implements Reclaim.Loss {
  private final Gang gang;
  private final Share queue;
  private final List<Occupants.Place> places;
  private final long[] held;
  private final int[] budgeted;
  private final boolean mayBeEvicted;

  /**
   * Keeps what was found.
   *
   * @param held by dimension
   * @param budgeted how many of its pods each disruption budget protects
   * @param mayBeEvicted whether the API server would, whatever the budgets allow
   */
  Victim(
      Gang gang,
      Share queue,
      List<Occupants.Place> places,
      long[] held,
      int[] budgeted,
      boolean mayBeEvicted) {
    this.gang = gang;
    this.queue = queue;
    this.places = List.copyOf(places);
    this.held = held;
    this.budgeted = budgeted;
    this.mayBeEvicted = mayBeEvicted;
  }

  Gang gang() {
    return gang;
  }

  @Override
  public Share queue() {
    return queue;
  }

  List<Occupants.Place> places() {
    return places;
  }

  /** Where its places are. */
  Set<Integer> nodes() {
    return places.stream().map(Occupants.Place::node).collect(Collectors.toSet());
  }

  @Override
  public long[] held() {
    return held;
  }

  int[] budgeted() {
    return budgeted;
  }

  boolean mayBeEvicted() {
    return mayBeEvicted;
  }
}
