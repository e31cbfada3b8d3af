package dev.mooring.blob.wire;

import dev.mooring.blob.BlobBackend;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.BlobReading;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is read from one blob. */
public final class Reads {
  private static final long MAX_RANGE_WITH_MD5 = 4L * 1024 * 1024;

  private final BlobBackend backend;

  public Reads(BlobBackend backend) {
    this.backend = backend;
  }

  /** Get Blob. */
  public void get(Call call, BlobName name, Answer answer) throws IOException {
    try (var reading = backend.open(name)) {
      var blob = reading.info();
      Conditions.of(call).checkRead(blob);
      var headers = BlobHeaders.read(blob, call.query());
      var range = ByteRange.of(call, blob.length());
      if (range.isEmpty()) {
        md5(headers, "Content-MD5", blob);
        write(
            reading, new ByteRange(0, blob.length()), answer.respond(200, headers, blob.length()));
        return;
      }
      var piece = range.get();
      headers.put("Content-Range", piece.header(blob.length()));
      md5(headers, "x-ms-blob-content-md5", blob);
      if (call.header("x-ms-range-get-content-md5").equals("true")) {
        headers.put("Content-MD5", md5(reading, piece));
      }
      write(reading, piece, answer.respond(206, headers, piece.count()));
    }
  }

  /** Get Blob Properties. */
  public void head(Call call, BlobName name, Answer answer) throws IOException {
    var blob = require(name);
    Conditions.of(call).checkRead(blob);
    var headers = BlobHeaders.read(blob, call.query());
    md5(headers, "Content-MD5", blob);
    answer.respond(200, headers, blob.length()).close();
  }

  public void metadata(Call call, BlobName name, Answer answer) throws IOException {
    var blob = require(name);
    Conditions.of(call).checkRead(blob);
    answer.empty(200, BlobHeaders.metadata(blob.stamp(), blob.description().metadata()));
  }

  public void blockList(Call call, BlobName name, Answer answer) throws IOException {
    var which = call.query().of("blocklisttype");
    var lists = backend.blocks(name);
    var blob = backend.find(name);
    var headers = blob.map(info -> BlobHeaders.stamp(info.stamp())).orElseGet(Map::of);
    var length = blob.map(BlobInfo::length).orElse(0L);
    var all = new LinkedHashMap<>(headers);
    all.put("x-ms-blob-content-length", Long.toString(length));
    answer.xml(all, Listings.blocks(lists, which.isEmpty() ? "committed" : which));
  }

  private BlobInfo require(BlobName name) throws IOException {
    return backend
        .find(name)
        .orElseThrow(() ->
            new BlobException(Code.BLOB_NOT_FOUND, "There is no blob '%s'".formatted(name.name())));
  }

  private static void write(BlobReading reading, ByteRange range, OutputStream out)
      throws IOException {
    try (out) {
      reading.copyTo(out, range.first(), range.count());
    }
  }

  private static void md5(Map<String, String> headers, String header, BlobInfo blob) {
    var md5 = blob.description().content().md5();
    if (!md5.isEmpty()) {
      headers.put(header, md5);
    }
  }

  private static String md5(BlobReading reading, ByteRange range) throws IOException {
    if (range.count() > MAX_RANGE_WITH_MD5) {
      throw new BlobException(
          Code.INVALID_HEADER_VALUE,
          "x-ms-range-get-content-md5 is for ranges of up to %d bytes"
              .formatted(MAX_RANGE_WITH_MD5));
    }
    try {
      var digest = MessageDigest.getInstance("MD5");
      try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        reading.copyTo(out, range.first(), range.count());
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5", e);
    }
  }
}
