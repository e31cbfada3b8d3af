package dev.mooring.progress;

import java.time.Duration;

/**
 * A finished step: when it started, counted from the start of the command, and how long it took.
 */
public record Timing(String name, Duration started, Duration took, Ending ending) {
  /** How a step ended. */
  public enum Ending {
    DONE,
    FAILED,
    /** Interrupted, because of what another step did. */
    STOPPED
  }

  public Timing {
    if (name.isBlank() || name.contains("\t") || name.contains("\n")) {
      throw new IllegalArgumentException("step name is blank or has a tab or line break: " + name);
    }
    if (started.isNegative() || took.isNegative()) {
      throw new IllegalArgumentException("negative time of step " + name + ": " + took);
    }
  }

  Duration ended() {
    return started.plus(took);
  }
}
