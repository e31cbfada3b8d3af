package dev.mooring.controlplane.http;

import dev.mooring.api.Problem;

/** A call that is not carried out; the border answers it with its status and why. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String nextStep;

  public Refusal(int status, Problem problem) {
    super(problem.message());
    this.status = status;
    this.code = problem.code();
    this.nextStep = problem.nextStep();
  }

  /** What was asked is wrong in itself. */
  public static Refusal wrong(String code, String message, String nextStep) {
    return new Refusal(400, new Problem(code, message, nextStep));
  }

  /** Something that was named is not there. */
  public static Refusal absent(String code, String message, String nextStep) {
    return new Refusal(404, new Problem(code, message, nextStep));
  }

  /** It does not go with what is there. */
  public static Refusal conflict(String code, String message, String nextStep) {
    return new Refusal(409, new Problem(code, message, nextStep));
  }

  public int status() {
    return status;
  }

  public Problem problem() {
    return new Problem(code, getMessage() == null ? code : getMessage(), nextStep);
  }
}
