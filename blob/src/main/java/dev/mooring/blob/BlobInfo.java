package dev.mooring.blob;

import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A blob without its bytes.
 *
 * @param length bytes
 * @param appends how often an append blob was appended to; 0 for a block blob
 */
public record BlobInfo(
    String name, BlobType type, long length, int appends, Stamp stamp, Description description) {
  public BlobInfo {
    if (length < 0 || appends < 0) {
      throw new IllegalArgumentException(
          "Blob '%s' has length %d and %d appends".formatted(name, length, appends));
    }
  }

  /** A blob as it is right after it was written as a whole. */
  public static BlobInfo written(String name, Upload upload, long length, Instant now) {
    return new BlobInfo(name, upload.type(), length, 0, Stamp.fresh(now), upload.description());
  }

  /** With more bytes at its end. */
  public BlobInfo appended(long count, Instant now) {
    return new BlobInfo(name, type, length + count, appends + 1, stamp.again(now), description);
  }

  /** With the same bytes, and something else said about them. */
  public BlobInfo described(UnaryOperator<Description> change, Instant now) {
    return new BlobInfo(name, type, length, appends, stamp.again(now), change.apply(description));
  }
}
