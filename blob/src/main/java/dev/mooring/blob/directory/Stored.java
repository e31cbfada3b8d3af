package dev.mooring.blob.directory;

import dev.mooring.blob.BlobInfo;
import dev.mooring.blob.BlobType;
import dev.mooring.blob.Content;
import dev.mooring.blob.Description;
import dev.mooring.blob.Stamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a blob's properties file says.
 *
 * @param slot which of the blob's two data files has the bytes; a replacement goes to the other
 * @param generation another whenever the data file is another
 */
record Stored(BlobInfo info, int slot, String generation) {
  private static final String METADATA = "meta.";

  /** A new blob in the slot that is free. */
  static Stored over(Optional<Stored> before, BlobInfo info) {
    return new Stored(
        info, before.map(old -> 1 - old.slot()).orElse(0), UUID.randomUUID().toString());
  }

  /** The same bytes, or more of them. */
  Stored with(BlobInfo other) {
    return new Stored(other, slot, generation);
  }

  byte[] bytes() {
    var pairs = new LinkedHashMap<String, String>();
    pairs.put("name", info.name());
    pairs.put("type", info.type().wire());
    pairs.put("length", Long.toString(info.length()));
    pairs.put("appends", Integer.toString(info.appends()));
    pairs.put("slot", Integer.toString(slot));
    pairs.put("generation", generation);
    stamp(info.stamp(), pairs);
    var content = info.description().content();
    pairs.put("content-type", content.type());
    pairs.put("content-encoding", content.encoding());
    pairs.put("content-language", content.language());
    pairs.put("content-disposition", content.disposition());
    pairs.put("cache-control", content.cacheControl());
    pairs.put("content-md5", content.md5());
    info.description().metadata().forEach((name, value) -> pairs.put(METADATA + name, value));
    return Lines.bytes(pairs);
  }

  static Stored parse(byte[] bytes) {
    var pairs = Lines.parse(bytes);
    var content =
        new Content(
            of(pairs, "content-type"),
            of(pairs, "content-encoding"),
            of(pairs, "content-language"),
            of(pairs, "content-disposition"),
            of(pairs, "cache-control"),
            of(pairs, "content-md5"));
    var info =
        new BlobInfo(
            of(pairs, "name"),
            type(of(pairs, "type")),
            Long.parseLong(of(pairs, "length")),
            Integer.parseInt(of(pairs, "appends")),
            stamp(pairs),
            new Description(content, Lines.below(METADATA, pairs)));
    return new Stored(info, Integer.parseInt(of(pairs, "slot")), of(pairs, "generation"));
  }

  static void stamp(Stamp stamp, Map<String, String> pairs) {
    pairs.put("etag", stamp.etag());
    pairs.put("created", stamp.created().toString());
    pairs.put("modified", stamp.modified().toString());
  }

  static Stamp stamp(Map<String, String> pairs) {
    return new Stamp(
        of(pairs, "etag"),
        Instant.parse(of(pairs, "created")),
        Instant.parse(of(pairs, "modified")));
  }

  private static BlobType type(String wire) {
    return Arrays.stream(BlobType.values())
        .filter(type -> type.wire().equals(wire))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No type of blob is '" + wire + "'"));
  }

  private static String of(Map<String, String> pairs, String name) {
    var value = pairs.get(name);
    if (value == null) {
      throw new IllegalStateException("A properties file lacks '" + name + "'");
    }
    return value;
  }
}
