package dev.mooring.agent.metrics;

import java.time.Duration;

/** What a component that goes over everything in passes tells of them. Thread-safe. */
public final class Passes {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Counter ended;
  private final Histogram seconds;

  /**
   * Names them.
   *
   * @param prefix of the component's names, with its underscore
   * @param over what they go over, for the help
   */
  public Passes(Metrics metrics, String prefix, String over) {
    ended =
        metrics.counter(
            prefix + "passes_total", "Passes over %s, by how they ended".formatted(over), "result");
    seconds = metrics.histogram(prefix + "pass_duration_seconds", "How long passes took", SECONDS);
  }

  /**
   * One has ended.
   *
   * @param whole false if the API server's failure ended it early
   */
  public void ended(Duration took, boolean whole) {
    ended.add(1, whole ? "done" : "failed");
    seconds.observe(took);
  }
}
