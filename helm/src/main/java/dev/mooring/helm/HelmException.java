package dev.mooring.helm;

/** An operation that Helm could not do; caught where a command or a reconciler ends. */
public final class HelmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Code {
    /** The chart or its values are wrong; the message names the value. */
    CHART,
    /** Not ready in time; the pods say why. */
    TIMEOUT,
    /** A hook's job failed; its pod says why. */
    HOOK,
    /** The API server refused, or did not answer. */
    CLUSTER
  }

  private final Code code;

  public HelmException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
