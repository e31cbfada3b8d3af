package dev.mooring.cluster;

/**
 * What went wrong between us and the API server; caught only where a component starts and in its
 * loop.
 */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, for callers that act on it. */
  public enum Code {
    /** No kubeconfig, or one that cannot be read. */
    CONFIGURATION,
    /** The API server did not answer, or answered with an error. */
    API,
    /** It took longer than it may. */
    TIMEOUT
  }

  private final Code code;

  public ClusterException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public ClusterException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
