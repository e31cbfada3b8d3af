package dev.mooring.agent.admissioninit;

import java.time.Duration;

/** What is due of a renewal. Each step is one write, and after each the next can be told anew. */
sealed interface Step {
  /** There is no pair that can be served: make one, for nobody is served by another. */
  record Begin() implements Step {}

  /** The pair ends soon: make the next, and serve it not yet. */
  record Stage() implements Step {}

  /** Tell the API server whom to trust. */
  record Register(String bundle) implements Step {}

  /** All API servers trust the next pair: serve it. */
  record Promote() implements Step {}

  /** All replicas serve the pair: forget the authority of the one before. */
  record Retire() implements Step {}

  /** Nothing is due. */
  record Rest(Duration until) implements Step {}
}
