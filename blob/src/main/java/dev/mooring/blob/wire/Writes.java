package dev.mooring.blob.wire;

import dev.mooring.blob.BlobBackend;
import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobName;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.Body;
import dev.mooring.blob.Description;
import dev.mooring.blob.Guard;
import dev.mooring.blob.Upload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** What is written to one blob. */
public final class Writes {
  private static final long MIB = 1024L * 1024;
  private static final long MAX_BLOB = 5000 * MIB;
  private static final long MAX_BLOCK = 4000 * MIB;
  private static final long MAX_APPEND = 100 * MIB;
  private static final long MAX_LIST = 8 * MIB;
  private static final int MAX_BLOCK_ID = 64;
  private static final String BINARY = "application/octet-stream";

  private final BlobBackend backend;

  public Writes(BlobBackend backend) {
    this.backend = backend;
  }

  /** Put Blob. */
  public void put(Call call, BlobName name, Guard allowed, Instant now, Answer answer)
      throws IOException {
    refuseCopy(call);
    var type = type(call.header("x-ms-blob-type"));
    var body = call.body(type == BlobType.BLOCK ? MAX_BLOB : 0);
    var sent = call.header("content-type");
    var upload = upload(call, type, sent.isEmpty() ? BINARY : sent);
    var blob = backend.put(name, upload, body, Conditions.of(call).forWrite().and(allowed), now);
    var headers = BlobHeaders.written(blob);
    if (type == BlobType.BLOCK) {
      headers.put("Content-MD5", blob.description().content().md5());
    }
    answer.empty(201, headers);
  }

  public void block(Call call, BlobName name, Instant now, Answer answer) throws IOException {
    refuseCopy(call);
    var id = call.query().of("blockid");
    checkBlockId(id);
    backend.stage(name, id, call.body(MAX_BLOCK), now);
    answer.empty(201, Map.of("x-ms-request-server-encrypted", "true"));
  }

  public void blockList(Call call, BlobName name, Guard allowed, Instant now, Answer answer)
      throws IOException {
    var xml = new ByteArrayOutputStream();
    call.body(MAX_LIST).copyTo(xml);
    var blocks = BlockListXml.parse(xml.toByteArray());
    var blob =
        backend.commit(
            name,
            upload(call, BlobType.BLOCK, BINARY),
            blocks,
            Conditions.of(call).forWrite().and(allowed),
            now);
    answer.empty(201, BlobHeaders.written(blob));
  }

  public void append(Call call, BlobName name, Instant now, Answer answer) throws IOException {
    refuseCopy(call);
    var body = call.body(MAX_APPEND);
    if (body.length() == 0) {
      throw new BlobException(
          Code.INVALID_HEADER_VALUE, "Content-Length is 0; there is nothing to append");
    }
    var guard = Conditions.of(call).forWrite().and(position(call, body));
    var blob = backend.append(name, body, guard, now);
    var headers = BlobHeaders.written(blob);
    headers.put("x-ms-blob-append-offset", Long.toString(blob.length() - body.length()));
    headers.put("x-ms-blob-committed-block-count", Integer.toString(blob.appends()));
    answer.empty(201, headers);
  }

  public void metadata(Call call, BlobName name, Instant now, Answer answer) throws IOException {
    var metadata = call.metadata();
    var blob =
        backend.describe(
            name, old -> old.withMetadata(metadata), Conditions.of(call).forWrite(), now);
    answer.empty(200, BlobHeaders.written(blob));
  }

  /** Set Blob Properties: replaces all of them. */
  public void content(Call call, BlobName name, Instant now, Answer answer) throws IOException {
    var content = call.content(call.header("x-ms-blob-content-type"));
    var blob =
        backend.describe(
            name, old -> old.withContent(content), Conditions.of(call).forWrite(), now);
    answer.empty(200, BlobHeaders.stamp(blob.stamp()));
  }

  public void delete(Call call, BlobName name, Answer answer) throws IOException {
    backend.delete(name, Conditions.of(call).forWrite());
    answer.empty(202, Map.of("x-ms-delete-type-permanent", "true"));
  }

  private static Guard position(Call call, Body body) {
    var expected = call.number("x-ms-blob-condition-appendpos", -1);
    var max = call.number("x-ms-blob-condition-maxsize", Long.MAX_VALUE);
    return current -> {
      var length = current.map(blob -> blob.length()).orElse(0L);
      if (expected >= 0 && length != expected) {
        throw new BlobException(
            Code.APPEND_POSITION_CONDITION_NOT_MET,
            "The blob has %d bytes and not %d; go on from there".formatted(length, expected));
      }
      if (max - length < body.length()) {
        throw new BlobException(
            Code.MAX_BLOB_SIZE_CONDITION_NOT_MET,
            "The blob has %d bytes and may have %d; %d more are too many"
                .formatted(length, max, body.length()));
      }
    };
  }

  private static Upload upload(Call call, BlobType type, String otherwise) {
    var named = call.header("x-ms-blob-content-type");
    var content = call.content(named.isEmpty() ? otherwise : named);
    return new Upload(type, new Description(content, call.metadata()));
  }

  private static BlobType type(String wire) {
    return switch (wire) {
      case "BlockBlob" -> BlobType.BLOCK;
      case "AppendBlob" -> BlobType.APPEND;
      case "" ->
          throw new BlobException(
              Code.MISSING_REQUIRED_HEADER, "x-ms-blob-type is missing; say BlockBlob");
      default ->
          throw new BlobException(
              Code.INVALID_HEADER_VALUE,
              "x-ms-blob-type is '%s'; BlockBlob and AppendBlob are kept here".formatted(wire));
    };
  }

  private static void checkBlockId(String id) {
    if (id.isEmpty()) {
      throw new BlobException(Code.MISSING_REQUIRED_QUERY_PARAMETER, "blockid is missing");
    }
    try {
      if (Base64.getDecoder().decode(id).length <= MAX_BLOCK_ID) {
        return;
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new BlobException(
        Code.INVALID_BLOCK_ID,
        "blockid is '%s', not the base64 of up to %d bytes".formatted(id, MAX_BLOCK_ID));
  }

  private static void refuseCopy(Call call) {
    if (!call.header("x-ms-copy-source").isEmpty()) {
      throw new BlobException(
          Code.UNSUPPORTED_HEADER,
          "x-ms-copy-source: blobs are not copied here; download it and upload it again");
    }
  }
}
