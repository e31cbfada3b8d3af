package dev.mooring.cli.bench;

import java.util.stream.DoubleStream;

/** The middle of figures of which single ones stray far. */
public final class Median {
  private Median() {}

  /**
   * Of an even number the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static double of(DoubleStream figures) {
    var sorted = figures.sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("No figures");
    }
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
