package dev.mooring.blob.wire;

/** What can be asked for, and what a signature must grant for it. */
public enum Operation {
  LIST_CONTAINERS(Level.SERVICE, "l"),
  ACCOUNT_INFORMATION(Level.SERVICE, "rwdlacup"),
  CREATE_CONTAINER(Level.CONTAINER, "cw"),
  GET_CONTAINER(Level.CONTAINER, "r"),
  DELETE_CONTAINER(Level.CONTAINER, "d"),
  LIST_BLOBS(Level.CONTAINER, "l"),
  GET_BLOB(Level.OBJECT, "r"),
  HEAD_BLOB(Level.OBJECT, "r"),
  GET_METADATA(Level.OBJECT, "r"),
  GET_BLOCK_LIST(Level.OBJECT, "r"),
  PUT_BLOB(Level.OBJECT, "wc"),
  PUT_BLOCK(Level.OBJECT, "w"),
  PUT_BLOCK_LIST(Level.OBJECT, "w"),
  APPEND_BLOCK(Level.OBJECT, "aw"),
  SET_METADATA(Level.OBJECT, "w"),
  SET_CONTENT(Level.OBJECT, "w"),
  DELETE_BLOB(Level.OBJECT, "d");

  /** At which level of an account it works; as srt in an account's signature. */
  public enum Level {
    SERVICE("s"),
    CONTAINER("c"),
    OBJECT("o");

    private final String letter;

    Level(String letter) {
      this.letter = letter;
    }

    public String letter() {
      return letter;
    }
  }

  private final Level level;
  private final String permissions;

  Operation(Level level, String permissions) {
    this.level = level;
    this.permissions = permissions;
  }

  public Level level() {
    return level;
  }

  /** Letters of sp, any one of which will do. */
  public String permissions() {
    return permissions;
  }

  /** Whether a reader may not do it. */
  public boolean writes() {
    return switch (this) {
      case LIST_CONTAINERS,
          ACCOUNT_INFORMATION,
          GET_CONTAINER,
          LIST_BLOBS,
          GET_BLOB,
          HEAD_BLOB,
          GET_METADATA,
          GET_BLOCK_LIST ->
          false;
      case CREATE_CONTAINER,
          DELETE_CONTAINER,
          PUT_BLOB,
          PUT_BLOCK,
          PUT_BLOCK_LIST,
          APPEND_BLOCK,
          SET_METADATA,
          SET_CONTENT,
          DELETE_BLOB ->
          true;
    };
  }
}
