package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The answer to one request, begun at most once, with the headers that every answer has. */
public final class Answer {
  private static final String OLDEST = "2018-11-09";
  private static final String NEWEST = "2026-10-06";
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  /** What is left of a refused body is read up to here, so that the sender sees the answer. */
  private static final long DRAINED = 8L * 1024 * 1024;

  private final BlobExchange exchange;
  private final String requestId = UUID.randomUUID().toString();
  private boolean begun;

  public Answer(BlobExchange exchange) {
    this.exchange = exchange;
  }

  public boolean begun() {
    return begun;
  }

  /** Names this request in our log and in the answer. */
  public String requestId() {
    return requestId;
  }

  /** Refuses a version of the protocol that we do not know. */
  public void checkVersion() {
    var version = version();
    if (!known(version)) {
      throw new BlobException(
          Code.INVALID_HEADER_VALUE,
          "x-ms-version is '%s'; versions from %s to %s are spoken here"
              .formatted(version, OLDEST, NEWEST));
    }
  }

  /** An answer without a body. */
  public void empty(int status, Map<String, String> headers) throws IOException {
    respond(status, headers, 0).close();
  }

  public void xml(Map<String, String> headers, byte[] xml) throws IOException {
    var all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/xml");
    try (var out = respond(200, all, xml.length)) {
      out.write(xml);
    }
  }

  public OutputStream respond(int status, Map<String, String> headers, long length)
      throws IOException {
    begun = true;
    var all = new LinkedHashMap<>(headers);
    all.put("x-ms-request-id", requestId);
    all.put("x-ms-version", Optional.of(version()).filter(Answer::known).orElse(NEWEST));
    exchange
        .header("x-ms-client-request-id")
        .ifPresent(id -> all.put("x-ms-client-request-id", id));
    return exchange.respond(status, all, length);
  }

  /** Says why not. An answer to HEAD, and one that nothing changed, has the code only. */
  public void refuse(BlobException refusal) throws IOException {
    drain(exchange.body());
    var code = refusal.code();
    var headers = new LinkedHashMap<String, String>();
    headers.put("x-ms-error-code", code.wire());
    if (code.status() == 401) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    if (exchange.method().equals("HEAD") || code == Code.NOT_MODIFIED) {
      empty(code.status(), headers);
      return;
    }
    var message = "%s%nRequestId:%s".formatted(refusal.getMessage(), requestId);
    var xml = Listings.error(code.wire(), message, refusal.detail());
    headers.put("Content-Type", "application/xml");
    try (var out = respond(code.status(), headers, xml.length)) {
      out.write(xml);
    }
  }

  /** Asked for in the header, or where there is none by the signature. */
  private String version() {
    return exchange
        .header("x-ms-version")
        .orElseGet(() -> sasVersion(exchange.rawQuery()).orElse(NEWEST));
  }

  private static Optional<String> sasVersion(String rawQuery) {
    try {
      return Optional.of(Query.parse(rawQuery).of("sv")).filter(Answer::known);
    } catch (BlobException _) {
      // Refused where the query is read to act on it.
      return Optional.empty();
    }
  }

  private static boolean known(String version) {
    return DATE.matcher(version).matches()
        && version.compareTo(OLDEST) >= 0
        && version.compareTo(NEWEST) <= 0;
  }

  private static void drain(InputStream body) throws IOException {
    var piece = new byte[64 * 1024];
    var left = DRAINED;
    while (left > 0) {
      var read = body.read(piece);
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }
}
