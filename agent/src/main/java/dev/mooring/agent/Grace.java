package dev.mooring.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * Whether something is well, or was so a short while ago. A watch that the API server closed comes
 * back by itself, under load after minutes; a restart would only add its lists to that load.
 * Thread-safe.
 */
final class Grace implements BooleanSupplier {
  private final BooleanSupplier well;
  private final Duration grace;
  private final InstantSource clock;
  private Instant lastWell;

  /**
   * Counts from now.
   *
   * @param grace how long it may be unwell without a break, as far as those who ask can see
   */
  Grace(BooleanSupplier well, Duration grace, InstantSource clock) {
    this.well = well;
    this.grace = grace;
    this.clock = clock;
    this.lastWell = clock.instant();
  }

  @Override
  public synchronized boolean getAsBoolean() {
    var now = clock.instant();
    if (well.getAsBoolean()) {
      lastWell = now;
    }
    return now.isBefore(lastWell.plus(grace));
  }
}
