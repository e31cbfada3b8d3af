package dev.mooring.cluster.rest;

import dev.mooring.crd.AmlJob;

/** What came of asking the API server to make or change an AmlJob. */
public sealed interface Written {

  /** It is as it was asked for. */
  record Done(AmlJob job) implements Written {}

  /** There is one of this name already; it was not touched. */
  record Exists() implements Written {}

  /** There is none to change. */
  record Missing() implements Written {}

  /**
   * It may not be as it was asked for.
   *
   * @param forbidden by a quota, a webhook or missing rights; otherwise it is not valid
   * @param message in the API server's words
   */
  record Refused(boolean forbidden, String message) implements Written {}
}
