package dev.mooring.cluster.direct;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Reads the answers to {@code POST}, {@code PUT} and the like, one after the other, as RFC 9112
 * says how they are framed. For one thread.
 */
final class AnswerReader {
  private static final int BUFFER = 8 * 1024;
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int MOST_LINES = 256;

  /** Ten times what etcd takes. */
  private static final int LONGEST_BODY = 16 * 1024 * 1024;

  private static final int MOST_ANSWERS = 16;

  private static final int FIRST = 100;
  private static final int FIRST_FINAL = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int DECIMAL = 10;
  private static final int HEXADECIMAL = 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int end;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  /** How long the body is, and what becomes of the connection after it. */
  private static final class Framing {
    private int length = -1;
    private boolean isChunked;
    private boolean keeps;

    void read(String header) throws ProtocolException {
      var colon = header.indexOf(':');
      if (colon <= 0) {
        throw new ProtocolException("No header: " + header);
      }
      var value = header.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = only(number(value, DECIMAL));
        case "transfer-encoding" -> isChunked = chunked(value);
        case "connection" -> keeps = keeps && !List.of(value.split("[\\s,]+")).contains("close");
        default -> {
          // Of the others nobody here asks.
        }
      }
    }

    private int only(int next) throws ProtocolException {
      if (length >= 0 && length != next) {
        throw new ProtocolException("Two lengths: %d and %d".formatted(length, next));
      }
      return next;
    }

    private static boolean chunked(String value) throws ProtocolException {
      if (!"chunked".equals(value)) {
        throw new ProtocolException("Nobody has asked for the encoding " + value);
      }
      return true;
    }
  }

  /**
   * Reads the next final answer.
   *
   * @throws IOException if it ends early or is not one of HTTP/1.1; nothing can be read any more
   */
  HttpAnswer read() throws IOException {
    for (var answers = 0; answers < MOST_ANSWERS; answers++) {
      var status = line();
      var code = code(status);
      var framing = new Framing();
      framing.keeps = status.startsWith("HTTP/1.1 ");
      readHeaders(framing);
      if (code >= FIRST_FINAL) {
        var body = new String(body(code, framing), StandardCharsets.UTF_8);
        // What comes unasked is nobody's answer.
        return new HttpAnswer(code, body, framing.keeps && next == end);
      }
    }
    throw new ProtocolException("No final answer");
  }

  private static int code(String status) throws ProtocolException {
    var words = status.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || words[1].length() != 3) {
      throw new ProtocolException("No status of HTTP/1.1: " + status);
    }
    var code = number(words[1], DECIMAL);
    if (code < FIRST) {
      throw new ProtocolException("No status of HTTP/1.1: " + status);
    }
    return code;
  }

  private void readHeaders(Framing framing) throws IOException {
    for (var lines = 0; lines < MOST_LINES; lines++) {
      var header = line();
      if (header.isEmpty()) {
        return;
      }
      framing.read(header);
    }
    throw new ProtocolException("More than %d headers".formatted(MOST_LINES));
  }

  private byte[] body(int code, Framing framing) throws IOException {
    if (code == NO_CONTENT || code == NOT_MODIFIED) {
      return new byte[0];
    }
    var body = new ByteArrayOutputStream(Math.max(0, Math.min(framing.length, BUFFER)));
    if (framing.isChunked) {
      readChunks(body);
    } else if (framing.length >= 0) {
      readInto(body, framing.length);
    } else {
      framing.keeps = false;
      readAllInto(body);
    }
    return body.toByteArray();
  }

  private void readChunks(ByteArrayOutputStream body) throws IOException {
    while (true) {
      var size = line();
      var extension = size.indexOf(';');
      var length =
          number((extension < 0 ? size : size.substring(0, extension)).strip(), HEXADECIMAL);
      if (length == 0) {
        readHeaders(new Framing());
        return;
      }
      readInto(body, length);
      if (!line().isEmpty()) {
        throw new ProtocolException("A chunk is longer than its size");
      }
    }
  }

  private static int number(String digits, int radix) throws ProtocolException {
    try {
      // Which would take a sign.
      if (!digits.startsWith("+") && !digits.startsWith("-")) {
        return Integer.parseInt(digits, radix);
      }
    } catch (NumberFormatException _) {
      // It is none.
    }
    throw new ProtocolException("No number: " + digits);
  }

  private void readInto(ByteArrayOutputStream body, int length) throws IOException {
    if (length > LONGEST_BODY - body.size()) {
      throw tooLong();
    }
    for (var left = length; left > 0; ) {
      fill();
      var read = Math.min(left, end - next);
      body.write(buffer, next, read);
      next += read;
      left -= read;
    }
  }

  private void readAllInto(ByteArrayOutputStream body) throws IOException {
    body.write(buffer, next, end - next);
    next = end;
    body.write(in.readNBytes(LONGEST_BODY - body.size()));
    if (in.read() >= 0) {
      throw tooLong();
    }
  }

  private static ProtocolException tooLong() {
    return new ProtocolException("A body is longer than %d bytes".formatted(LONGEST_BODY));
  }

  /** The next line, without its end. */
  private String line() throws IOException {
    var line = new StringBuilder();
    while (line.length() <= LONGEST_LINE) {
      fill();
      var start = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      line.append(new String(buffer, start, next - start, StandardCharsets.ISO_8859_1));
      if (next < end) {
        next++;
        var last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
          line.setLength(last);
        }
        return line.toString();
      }
    }
    throw new ProtocolException("A line is longer than %d bytes".formatted(LONGEST_LINE));
  }

  /** Makes that there is something in the buffer. */
  private void fill() throws IOException {
    if (next == end) {
      var read = in.read(buffer);
      if (read < 0) {
        throw new EOFException("The server has closed the connection");
      }
      next = 0;
      end = read;
    }
  }
}
