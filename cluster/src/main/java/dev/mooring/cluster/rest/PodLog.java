package dev.mooring.cluster.rest;

/** What came of asking for a log. */
public sealed interface PodLog {

  record Text(String text) implements PodLog {}

  record NoPod() implements PodLog {}

  /**
   * The pod has no such log, or not yet.
   *
   * @param message in the API server's words
   */
  record Refused(String message) implements PodLog {}
}
