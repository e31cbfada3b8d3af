package dev.mooring.blob.directory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Pieces of files on their way elsewhere, without passing through our memory where possible. */
final class Copies {
  private Copies() {}

  /** Copies a piece, all of it; returns how long it is. */
  static long copy(FileChannel in, long offset, long count, WritableByteChannel out)
      throws IOException {
    var done = 0L;
    while (done < count) {
      var copied = in.transferTo(offset + done, count - done, out);
      if (copied <= 0) {
        throw new EOFException(
            "A data file ends %d bytes before what its properties say".formatted(count - done));
      }
      done += copied;
    }
    return count;
  }
}
