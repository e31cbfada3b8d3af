package dev.mooring.blob.wire;

import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;

/** Headers that tell of a blob or container. */
final class BlobHeaders {
  private BlobHeaders() {}

  static Map<String, String> stamp(Stamp stamp) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("ETag", "\"" + stamp.etag() + "\"");
    headers.put("Last-Modified", Times.http(stamp.modified()));
    return headers;
  }

  /** After a write. */
  static Map<String, String> written(BlobInfo blob) {
    var headers = stamp(blob.stamp());
    headers.put("x-ms-request-server-encrypted", "true");
    return headers;
  }

  static Map<String, String> metadata(Stamp stamp, Map<String, String> metadata) {
    var headers = stamp(stamp);
    metadata.forEach((name, value) -> headers.put("x-ms-meta-" + name, value));
    return headers;
  }

  static Map<String, String> lease(Map<String, String> headers) {
    headers.put("x-ms-lease-status", "unlocked");
    headers.put("x-ms-lease-state", "available");
    return headers;
  }

  /**
   * All there is to say for a read.
   *
   * @param query what its signature says about the answer's headers goes first
   */
  static Map<String, String> read(BlobInfo blob, Query query) {
    var headers = lease(metadata(blob.stamp(), blob.description().metadata()));
    headers.put("Accept-Ranges", "bytes");
    headers.put("x-ms-blob-type", blob.type().wire());
    headers.put("x-ms-creation-time", Times.http(blob.stamp().created()));
    headers.put("x-ms-server-encrypted", "true");
    if (blob.type() == BlobType.APPEND) {
      headers.put("x-ms-blob-committed-block-count", Integer.toString(blob.appends()));
    }
    var content = blob.description().content();
    put(headers, "Content-Type", query.of("rsct"), content.type());
    put(headers, "Content-Encoding", query.of("rsce"), content.encoding());
    put(headers, "Content-Language", query.of("rscl"), content.language());
    put(headers, "Content-Disposition", query.of("rscd"), content.disposition());
    put(headers, "Cache-Control", query.of("rscc"), content.cacheControl());
    return headers;
  }

  private static void put(Map<String, String> headers, String name, String signed, String stored) {
    // A line break would begin another header.
    var value = (signed.isEmpty() ? stored : signed).replaceAll("\\p{Cntrl}", "");
    if (!value.isEmpty()) {
      headers.put(name, value);
    }
  }
}
