package dev.mooring.agent.rest;

import dev.mooring.api.Problem;

/** What a call comes to. */
sealed interface Answer {

  /** 200 with JSON. */
  record Json(Object body) implements Answer {}

  /** 200 with plain text. */
  record Text(String text) implements Answer {}

  /** 204. */
  record Nothing() implements Answer {}

  /** Why it is not done. */
  record Failure(int status, Problem problem) implements Answer {}

  static Failure failure(int status, String code, String message, String nextStep) {
    return new Failure(status, new Problem(code, message, nextStep));
  }
}
