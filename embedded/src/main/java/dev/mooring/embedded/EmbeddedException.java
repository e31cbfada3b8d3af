package dev.mooring.embedded;

/** The embedded cluster cannot do what was asked; the message says what, which and what next. */
public final class EmbeddedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, for programs. */
  public enum Code {
    /** The request makes no sense: a bad name, too many nodes. */
    INVALID,
    /** The machine lacks something: a right, a package, a controller, disk. */
    PRECONDITION,
    /** An address, port or name is taken by somebody else. */
    CONFLICT,
    /** Something that was started did not become ready in time. */
    TIMEOUT,
    /** A program that was run failed. */
    COMMAND
  }

  private final Code code;

  public EmbeddedException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public EmbeddedException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
