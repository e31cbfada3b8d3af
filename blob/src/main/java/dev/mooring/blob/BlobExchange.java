package dev.mooring.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** What one HTTP request looks like to the protocol; adapted by whoever hosts it. */
public interface BlobExchange {
  String method();

  /** As in the Host header, with the port if any; its first label is the account. */
  String host();

  /** Still percent-encoded, as it came; starts with a slash. */
  String rawPath();

  /** Without the question mark; empty if there is none. */
  String rawQuery();

  /** A header by its name, whatever its case. */
  Optional<String> header(String name);

  /** All headers; names in lower case. */
  Map<String, String> headers();

  InputStream body();

  /** Whether it came over TLS; a signature may ask for that. */
  default boolean secure() {
    return true;
  }

  /**
   * Begins the answer; exactly once. The caller writes the body and closes the stream.
   *
   * @param length bytes of the body, or -1 if unknown. For HEAD it is what Content-Length says, and
   *     nothing is written
   */
  OutputStream respond(int status, Map<String, String> headers, long length) throws IOException;
}
