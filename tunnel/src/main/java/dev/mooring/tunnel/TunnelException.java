package dev.mooring.tunnel;

/** Why an end of the tunnel cannot start; says what to do next. */
public final class TunnelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String problem;
  private final String nextStep;

  public TunnelException(String code, String message, String nextStep, Throwable cause) {
    super(message + "; " + nextStep, cause);
    this.code = code;
    this.problem = message;
    this.nextStep = nextStep;
  }

  public String code() {
    return code;
  }

  /** The message without the next step. */
  public String problem() {
    return problem;
  }

  public String nextStep() {
    return nextStep;
  }
}
