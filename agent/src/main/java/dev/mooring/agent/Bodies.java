package dev.mooring.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What callers send. */
public final class Bodies {
  /** Bytes; so much of one that is too large is read to its end. */
  private static final int READ_ON = 32 << 20;

  private Bodies() {}

  /**
   * A body; empty if it is too large. That is read to its end all the same, within bounds: a caller
   * who is still sending when the connection closes is told of the connection and not what is
   * wrong.
   *
   * @param largest in bytes
   * @throws IOException when the caller stops sending
   */
  public static Optional<byte[]> read(InputStream from, int largest) throws IOException {
    var body = from.readNBytes(largest + 1);
    if (body.length <= largest) {
      return Optional.of(body);
    }
    readOn(from);
    return Optional.empty();
  }

  private static void readOn(InputStream from) throws IOException {
    var buffer = new byte[8192];
    var left = READ_ON;
    var read = 0;
    while (left > 0 && read >= 0) {
      left -= read;
      read = from.read(buffer);
    }
  }
}
