package dev.mooring.controlplane.agents;

import dev.mooring.api.Problem;

/** What an agent answers; an agent in trouble is an IOException instead. */
public sealed interface Reply {
  /** It was done. */
  record Done(String body) implements Reply {}

  /** It will not be done, also not later. */
  record Refused(int status, Problem problem) implements Reply {
    public boolean isNotFound() {
      return status == 404;
    }
  }
}
