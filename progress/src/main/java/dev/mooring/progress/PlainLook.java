package dev.mooring.progress;

import java.time.Duration;

/** Lines for a log file or a pipe: nothing is ever redrawn. */
record PlainLook() implements Look {
  /** How often a plain log says that a step still runs. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Override
  public String started(Running step, Duration now) {
    return Lines.stamp(now) + step.name() + ": started\n";
  }

  @Override
  public String still(Running step, Duration now) {
    if (now.minus(step.mentioned()).compareTo(PATIENCE) < 0) {
      return "";
    }
    var detail = step.detail().isEmpty() ? "" : ": " + step.detail();
    return Lines.stamp(now)
        + step.name()
        + ": running for "
        + Lines.seconds(now.minus(step.started()))
        + Lines.cut(detail, 160)
        + "\n";
  }

  @Override
  public String erase(int lines) {
    return "";
  }

  @Override
  public String live(Board board, Duration now) {
    return "";
  }
}
