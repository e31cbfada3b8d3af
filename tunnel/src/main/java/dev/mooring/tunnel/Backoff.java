package dev.mooring.tunnel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: anything up to a ceiling that doubles (full jitter), so
 * that ten thousand agents do not come back at once.
 *
 * @param first the ceiling after one failure
 * @param longest the ceiling in the end
 */
record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param failures in a row, at least 1
   */
  Duration pause(int failures, RandomGenerator random) {
    var doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    var ceiling = doubled.compareTo(longest) < 0 ? doubled : longest;
    return Duration.ofNanos(random.nextLong(ceiling.toNanos() + 1));
  }
}
