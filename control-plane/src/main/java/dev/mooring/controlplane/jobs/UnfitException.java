package dev.mooring.controlplane.jobs;

import dev.mooring.api.Problem;

/** Something that a job says cannot be carried out; caught in {@link JobPlanner}. */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  UnfitException(String code, String message, String nextStep) {
    super(code);
    this.problem = new Problem(code, message, nextStep);
  }

  Problem problem() {
    return problem;
  }
}
