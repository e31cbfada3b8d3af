package dev.mooring.controlplane.work;

import java.time.Duration;

/**
 * What came of handling a task; an exception means that it is to be tried again, later each time.
 */
public sealed interface Outcome {
  /** Nothing is left to do until the task is added again. */
  record Done() implements Outcome {}

  /** To be looked at again. */
  record Again(Duration after) implements Outcome {}

  Outcome DONE = new Done();

  static Outcome again(Duration after) {
    return new Again(after);
  }
}
