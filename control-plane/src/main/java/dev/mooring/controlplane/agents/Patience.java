package dev.mooring.controlplane.agents;

import java.time.Duration;

/**
 * How a watch waits.
 *
 * @param silence after which a tunnel whose watch brings nothing, not even heartbeats, is closed
 * @param save how often the cursor is written at most
 * @param first pause before a broken watch is opened again; doubled each time
 * @param longest of these pauses
 */
public record Patience(Duration silence, Duration save, Duration first, Duration longest) {
  public static final Patience NORMAL =
      new Patience(
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  Duration pause(int failures) {
    var pause = first.multipliedBy(1L << Math.min(10, failures - 1));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
