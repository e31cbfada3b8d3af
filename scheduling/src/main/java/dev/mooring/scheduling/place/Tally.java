package dev.mooring.scheduling.place;

import java.util.Arrays;

/**
 * How many pods of some sort are in each place of a topology; for the planning thread alone.
 * Changes as pods are seated and unseated.
 */
final class Tally {
  private final Topology topology;
  private final Bits counting;
  private final boolean[] places;
  private final int[] counts;
  private final int known;
  private int total;
  private int fewest;
  private boolean stale = true;

  /**
   * Counts nothing yet.
   *
   * @param counting pods on other nodes do not count, and a place without any of these is none
   */
  Tally(Topology topology, Bits counting) {
    this.topology = topology;
    this.counting = counting;
    places = topology.with(counting);
    counts = new int[topology.size()];
    var there = 0;
    for (var place : places) {
      there += place ? 1 : 0;
    }
    known = there;
  }

  Topology topology() {
    return topology;
  }

  void add(int node, int change) {
    var domain = topology.domain(node);
    if (domain >= 0 && counting.has(node)) {
      counts[domain] += change;
      total += change;
      stale = true;
    }
  }

  /** How many are in the node's place; -1 when the node has none. */
  int at(int node) {
    var domain = topology.domain(node);
    return domain < 0 ? -1 : counts[domain];
  }

  int total() {
    return total;
  }

  /** How many places there are. */
  int places() {
    return known;
  }

  /** How many pods the emptiest place has; 0 when there is no place. */
  int fewest() {
    if (stale) {
      fewest = Arrays.stream(counts).max().orElse(0);
      for (var i = 0; i < counts.length; i++) {
        if (places[i]) {
          fewest = Math.min(fewest, counts[i]);
        }
      }
      stale = false;
    }
    return fewest;
  }
}
