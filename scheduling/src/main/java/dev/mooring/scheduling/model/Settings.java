package dev.mooring.scheduling.model;

import java.time.Duration;

/**
 * How to plan.
 *
 * @param placing of queues that say nothing of it
 * @param mostTries seats tried for a gang of unlike members before it counts as one that does not
 *     fit now; 1 to 10,000,000
 * @param ageing a gang that waited this long comes before all younger ones, whatever their priority
 *     and queue; more than zero
 * @param reserves whether seats are kept for the first gang that does not fit
 */
public record Settings(
    Placing placing,
    Scores scores,
    Preemption preemption,
    int mostTries,
    Duration ageing,
    boolean reserves) {
  public static final Settings DEFAULT =
      new Settings(
          Placing.BINPACK, Scores.DEFAULT, Preemption.DEFAULT, 20_000, Duration.ofHours(1), true);

  /**
   * Weights of what speaks for a node, each 0 (not counted) to 100.
   *
   * @param room that its room is used up (binpack) or left (spread)
   * @param devices that its devices are used up, or left, and that pods without any stay off them
   * @param nodeAffinity the pod's preferred node terms
   * @param podAffinity the pod's preferred pod terms
   * @param spread the pod's preferred topology spread
   * @param taints that it has no PreferNoSchedule taint that the pod does not bear
   */
  public record Scores(
      int room, int devices, int nodeAffinity, int podAffinity, int spread, int taints) {
    public static final Scores DEFAULT = new Scores(1, 5, 2, 2, 2, 3);

    public Scores {
      check("room", room);
      check("devices", devices);
      check("nodeAffinity", nodeAffinity);
      check("podAffinity", podAffinity);
      check("spread", spread);
      check("taints", taints);
    }

    private static void check(String name, int weight) {
      if (weight < 0 || weight > 100) {
        throw new IllegalArgumentException("scores." + name + " is not within 0 to 100: " + weight);
      }
    }
  }

  /**
   * Evictions.
   *
   * @param on whether there are any
   * @param minimumRun gangs that run for less are left alone; zero or more
   * @param mostTries sets of victims tried for a gang before it takes the smallest found so far; 1
   *     to 10,000,000
   */
  public record Preemption(boolean on, Duration minimumRun, int mostTries) {
    public static final Preemption DEFAULT = new Preemption(true, Duration.ZERO, 2_000);

    public Preemption {
      if (minimumRun.isNegative()) {
        throw new IllegalArgumentException(
            "preemption.minimumRunSeconds is negative: " + minimumRun.toSeconds());
      }
      checkTries("preemption.searchTries", mostTries);
    }
  }

  public Settings {
    checkTries("searchTries", mostTries);
    if (!ageing.isPositive()) {
      throw new IllegalArgumentException(
          "ageingSeconds is not more than zero: " + ageing.toSeconds());
    }
  }

  private static void checkTries(String name, int tries) {
    if (tries < 1 || tries > 10_000_000) {
      throw new IllegalArgumentException(name + " is not within 1 to 10000000: " + tries);
    }
  }
}
