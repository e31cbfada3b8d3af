package dev.mooring.images;

/**
 * A product cannot be built; the message says which, why and what to do. Its code is for scripts.
 */
public final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of thing is wrong. */
  public enum Code {
    /** A program or a package of the machine is missing. */
    MACHINE,
    /** A program that builds ended with an error. */
    COMMAND,
    /** Files cannot be read or written. */
    FILES
  }

  private final Code code;

  public BuildException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public BuildException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
