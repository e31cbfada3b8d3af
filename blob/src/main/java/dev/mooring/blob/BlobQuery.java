package dev.mooring.blob;

/**
 * Which blobs of a container are wanted.
 *
 * @param delimiter names that have it after the prefix are told once, up to and with it; empty: no
 *     such grouping
 * @param marker where to go on, from the page before; empty: from the start
 * @param max entries, at least 1
 */
public record BlobQuery(String prefix, String delimiter, String marker, int max) {
  public BlobQuery {
    if (max < 1) {
      throw new IllegalArgumentException("A page of %d entries is none".formatted(max));
    }
  }

  /** All blobs whose names start with this, up to 5,000. */
  public static BlobQuery under(String prefix) {
    return new BlobQuery(prefix, "", "", 5000);
  }
}
