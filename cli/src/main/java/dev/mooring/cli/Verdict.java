package dev.mooring.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * What a demo came to.
 *
 * @param line the command's last; a failure says what and what next
 */
record Verdict(boolean passed, String line) {
  /** Both are printed with four digits, so that the last may differ by its rounding. */
  private static final double SAME = 0.000_1 + 1e-9;

  /**
   * Judges the main jobs, which have completed.
   *
   * @param least the accuracy that is good enough, 0 to 1
   * @param took the whole command
   */
  static Verdict of(DigitsDemo.Result result, double least, Duration took) {
    var job = result.job();
    if (result.trained().isEmpty() || result.scored().isEmpty()) {
      return failed(
          job,
          "%s tells no accuracy; ./moor job stream %s shows the training's log"
              .formatted(result.trained().isEmpty() ? "its log" : "the scoring's log", job));
    }
    var trained = result.trained().getAsDouble();
    var scored = result.scored().getAsDouble();
    if (Math.abs(trained - scored) > SAME) {
      return failed(
          job,
          "its model scores %s where the training told %s; ./moor job download %s shows what it left"
              .formatted(digits(scored), digits(trained), job));
    }
    if (Math.min(trained, scored) < least) {
      return failed(
          job,
          "accuracy %s is below %s; the loss of each epoch is above"
              .formatted(digits(scored), digits(least)));
    }
    return new Verdict(
        true,
        String.format(
            Locale.ROOT,
            "DEMO OK job=%s accuracy=%.4f seconds=%.1f",
            job,
            trained,
            took.toMillis() / 1000.0));
  }

  /** A job or a step before it failed. */
  static Verdict failed(String why) {
    return new Verdict(false, "DEMO FAILED " + why);
  }

  private static Verdict failed(String job, String why) {
    return failed("job=%s: %s".formatted(job, why));
  }

  private static String digits(double accuracy) {
    return String.format(Locale.ROOT, "%.4f", accuracy);
  }
}
