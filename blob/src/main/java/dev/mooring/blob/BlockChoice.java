package dev.mooring.blob;

/** Which block is to come next in a blob that is put together. */
public record BlockChoice(String id, From from) {
  /** Where to look for it. */
  public enum From {
    COMMITTED,
    UNCOMMITTED,
    /** Uncommitted if there is one, else committed. */
    LATEST
  }
}
