package dev.mooring.cli.rest;

import dev.mooring.api.Problem;

/** A command cannot do what was asked, or what it waited for failed. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose move it is. */
  public enum Kind {
    /** What was asked cannot be done as it was asked. */
    REFUSED,
    /** It was asked rightly, and failed. */
    FAILED
  }

  private final Kind kind;
  private final String code;
  private final String text;
  private final String nextStep;

  public ProblemException(Kind kind, Problem problem) {
    super(problem.toString());
    this.kind = kind;
    this.code = problem.code();
    this.text = problem.message();
    this.nextStep = problem.nextStep();
  }

  public static ProblemException refused(String code, String message, String nextStep) {
    return new ProblemException(Kind.REFUSED, new Problem(code, message, nextStep));
  }

  public static ProblemException failed(String code, String message, String nextStep) {
    return new ProblemException(Kind.FAILED, new Problem(code, message, nextStep));
  }

  public Kind kind() {
    return kind;
  }

  public Problem problem() {
    return new Problem(code, text, nextStep);
  }
}
