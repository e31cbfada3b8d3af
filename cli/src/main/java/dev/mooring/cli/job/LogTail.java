package dev.mooring.cli.job;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far a log was read, and the line that has no end yet. Confined to one thread. */
final class LogTail {
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long offset;

  /** The next byte to ask for, counted from 0. */
  long offset() {
    return offset;
  }

  /** Takes the next bytes and returns the lines that they end. */
  List<String> take(ByteBuffer bytes) {
    offset += bytes.remaining();
    var lines = new ArrayList<String>();
    while (bytes.hasRemaining()) {
      var next = bytes.get();
      if (next == '\n') {
        lines.add(line());
      } else {
        begun.write(next);
      }
    }
    return lines;
  }

  /** The last line of a log that ended without a line end. */
  Optional<String> rest() {
    return begun.size() == 0 ? Optional.empty() : Optional.of(line());
  }

  /** Decoded as a whole: a letter of several bytes may come in two pieces. */
  private String line() {
    var text = begun.toString(StandardCharsets.UTF_8);
    begun.reset();
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
