package dev.mooring.scheduling.place;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many pods of some sort are in each place of a topology; for the planning thread alone.
 * Changes as pods are seated and unseated.
 */
final class Tally {
  private final int number;
  private final Topology topology;
  private final Bits counting;
  private final Map<Integer, Integer> counts = new HashMap<>();
  private int total;
  private int fewest;
  private boolean stale = true;
  private @Nullable Bits places;
  private int known;

  /**
   * Counts nothing yet.
   *
   * @param number tells it from the others of a board
   * @param counting pods on other nodes do not count, and a place without any of these is none
   */
  Tally(int number, Topology topology, Bits counting) {
    this.number = number;
    this.topology = topology;
    this.counting = counting;
  }

  int number() {
    return number;
  }

  Topology topology() {
    return topology;
  }

  void add(int node, int change) {
    var domain = topology.domain(node);
    if (domain >= 0 && counting.has(node)) {
      counts.merge(domain, change, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
      total += change;
      stale = true;
    }
  }

  /** How many are in the node's place; -1 when the node has none. */
  int at(int node) {
    var domain = topology.domain(node);
    return domain < 0 ? -1 : counts.isEmpty() ? 0 : counts.getOrDefault(domain, 0);
  }

  int total() {
    return total;
  }

  /** How many places there are. */
  int places() {
    there();
    return known;
  }

  private Bits there() {
    var there = places;
    if (there == null) {
      there = topology.with(counting);
      places = there;
      known = there.count();
    }
    return there;
  }

  /** How many pods the emptiest place has; 0 when there is no place. */
  int fewest() {
    if (stale) {
      var there = there();
      var taken = counts.keySet().stream().filter(there::has).count();
      fewest =
          taken < known
              ? 0
              : counts.entrySet().stream()
                  .filter(count -> there.has(count.getKey()))
                  .mapToInt(Map.Entry::getValue)
                  .min()
                  .orElse(0);
      stale = false;
    }
    return fewest;
  }
}
