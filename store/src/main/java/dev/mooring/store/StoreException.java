package dev.mooring.store;

/** The database could not be reached or refused; caught at the border. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Code {
    /** It does not answer; trying again may help. */
    UNAVAILABLE,
    /** It is not what we need: its version, its schema, our rights. */
    UNFIT,
    /** It refused a statement. */
    STATEMENT
  }

  private final Code code;

  public StoreException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public StoreException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
