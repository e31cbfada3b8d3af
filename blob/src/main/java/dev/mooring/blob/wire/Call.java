package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobExchange;
import dev.mooring.blob.Body;
import dev.mooring.blob.Content;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A request, taken apart. */
public record Call(BlobExchange exchange, Query query, Target target, Operation operation) {
  private static final String METADATA = "x-ms-meta-";
  private static final Pattern METADATA_NAME = Pattern.compile("[a-z_][a-z0-9_-]*");

  public static Call of(BlobExchange exchange) {
    var query = Query.parse(exchange.rawQuery());
    for (var unknown : new String[] {"snapshot", "versionid"}) {
      if (query.has(unknown)) {
        throw new BlobException(
            Code.UNSUPPORTED_QUERY_PARAMETER,
            "%s: only the current version of a blob is kept here".formatted(unknown));
      }
    }
    var target = Routes.target(exchange, query);
    return new Call(exchange, query, target, Routes.operation(target, exchange.method(), query));
  }

  /** A header; empty if it is not there. */
  public String header(String name) {
    return exchange.header(name).orElse("");
  }

  /** What the x-ms-meta- headers say; their names become elements of XML in a listing. */
  public Map<String, String> metadata() {
    var metadata = new TreeMap<String, String>();
    exchange
        .headers()
        .forEach((name, value) -> {
          if (name.startsWith(METADATA)) {
            metadata.put(name.substring(METADATA.length()), value);
          }
        });
    for (var name : metadata.keySet()) {
      if (!METADATA_NAME.matcher(name).matches()) {
        throw new BlobException(
            Code.INVALID_METADATA,
            "'%s' is no name for metadata; use letters, digits and underscores".formatted(name));
      }
    }
    return metadata;
  }

  /** What is said about the bytes of a blob that is written. */
  public Content content(String type) {
    return new Content(
        type,
        header("x-ms-blob-content-encoding"),
        header("x-ms-blob-content-language"),
        header("x-ms-blob-content-disposition"),
        header("x-ms-blob-cache-control"),
        md5("x-ms-blob-content-md5"));
  }

  /** The body, which must say its length and may be no longer than this. */
  public Body body(long max) {
    var length = length();
    if (length > max) {
      throw new BlobException(
          Code.REQUEST_BODY_TOO_LARGE,
          "The body has %d bytes and may have %d; send it in blocks".formatted(length, max));
    }
    for (var unknown : new String[] {"x-ms-content-crc64", "x-ms-structured-body"}) {
      if (!header(unknown).isEmpty()) {
        throw new BlobException(
            Code.UNSUPPORTED_HEADER,
            "%s is not checked here; send Content-MD5 instead".formatted(unknown));
      }
    }
    return new Body(exchange.body(), length, md5("content-md5"));
  }

  /** A number in a header; the other if it is not there. */
  public long number(String header, long otherwise) {
    var text = header(header);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new BlobException(
          Code.INVALID_HEADER_VALUE, "%s is '%s', not a number".formatted(header, text));
    }
    return Long.parseLong(text);
  }

  private long length() {
    if (header("content-length").isEmpty()) {
      throw new BlobException(
          Code.MISSING_CONTENT_LENGTH_HEADER,
          "The request has a body without Content-Length; say how long it is");
    }
    return number("content-length", 0);
  }

  /** A base64 MD5; empty if there is none. */
  private String md5(String name) {
    var text = header(name);
    try {
      if (text.isEmpty() || Base64.getDecoder().decode(text).length == 16) {
        return text;
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new BlobException(
        Code.INVALID_MD5, "%s is '%s', not the base64 of 16 bytes".formatted(name, text));
  }
}
