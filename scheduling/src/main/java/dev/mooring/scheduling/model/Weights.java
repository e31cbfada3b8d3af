package dev.mooring.scheduling.model;

/** The range that Kubernetes gives the weights of preferences. */
final class Weights {
  private Weights() {}

  static void check(int weight) {
    if (weight < 1 || weight > 100) {
      throw new IllegalArgumentException("Weight is not within 1 to 100: " + weight);
    }
  }
}
