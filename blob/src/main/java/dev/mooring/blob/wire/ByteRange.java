package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import java.util.Optional;
import java.util.regex.Pattern;

/** A piece of a blob, which lies within it. */
record ByteRange(long first, long count) {
  private static final Pattern BYTES = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");

  /** What the headers ask for of a blob this long; empty for all of it. */
  static Optional<ByteRange> of(Call call, long length) {
    var text =
        call.header("x-ms-range").isEmpty() ? call.header("range") : call.header("x-ms-range");
    var matcher = BYTES.matcher(text);
    // As Azure does, and HTTP allows: a range in another form asks for all.
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var first = Long.parseLong(matcher.group(1));
    var last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
    if (last < first) {
      return Optional.empty();
    }
    if (first >= length) {
      throw new BlobException(
          Code.INVALID_RANGE,
          "The range starts at %d and the blob has %d bytes".formatted(first, length));
    }
    return Optional.of(new ByteRange(first, Math.min(last, length - 1) - first + 1));
  }

  /** As in Content-Range. */
  String header(long length) {
    return "bytes %d-%d/%d".formatted(first, first + count - 1, length);
  }
}
