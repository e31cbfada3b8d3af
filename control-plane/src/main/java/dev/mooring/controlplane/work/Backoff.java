package dev.mooring.controlplane.work;

import java.time.Duration;

/** How long to wait after failures. */
final class Backoff {
  private static final long LEAST_MILLIS = 1_000;
  private static final long MOST_MILLIS = 60_000;
  private static final int DOUBLINGS = 6;

  private Backoff() {}

  /**
   * Doubles with each failure from 1 s to 60 s; the upper half of it is random, so that those who
   * failed together do not come back together.
   *
   * @param failures in a row, at least 1
   * @param random from 0 to 1
   */
  static Duration after(int failures, double random) {
    var whole = Math.min(MOST_MILLIS, LEAST_MILLIS << Math.min(DOUBLINGS, failures));
    return Duration.ofMillis(Math.max(LEAST_MILLIS, whole / 2 + Math.round(whole / 2.0 * random)));
  }
}
