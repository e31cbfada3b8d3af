package dev.mooring.progress;

import java.time.Duration;

/**
 * A step that runs.
 *
 * @param started since the start of the command
 * @param mentioned when a plain log last said that it runs
 * @param detail the last line of its output, empty before the first
 */
record Running(int id, String name, Duration started, Duration mentioned, String detail) {
  Running with(String latest) {
    return new Running(id, name, started, mentioned, latest);
  }

  Running mentionedAt(Duration now) {
    return new Running(id, name, started, now, detail);
  }

  Timing end(Duration now, Timing.Ending ending) {
    return new Timing(name, started, now.minus(started), ending);
  }
}
