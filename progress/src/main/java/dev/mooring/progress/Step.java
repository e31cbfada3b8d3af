package dev.mooring.progress;

/** A step that runs, as seen by its work. Thread-safe. */
@FunctionalInterface
public interface Step {
  /**
   * Reports a line of output: it goes to the step's log file, is shown as what the step does now,
   * and is among the last lines that a failure shows.
   */
  void line(String text);
}
