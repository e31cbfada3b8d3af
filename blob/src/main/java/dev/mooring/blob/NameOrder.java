package dev.mooring.blob;

import dev.mooring.blob.BlobException.Code;
import dev.mooring.blob.BlobPage.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;

/**
 * Pages of a listing, in the order of the names' UTF-8 bytes. A key here is a name's UTF-8 bytes,
 * one character a byte: comparing keys as strings then compares bytes, and two bytes that no name
 * has mark what comes right after a name (0) and after all that begin with it (255).
 */
public final class NameOrder {
  private static final String RIGHT_AFTER = "\u0000";
  private static final String AFTER_ALL = "\u00ff";

  private NameOrder() {}

  /** The names of a container. */
  @FunctionalInterface
  public interface Keys {
    /** The least key that is not less than this. */
    Optional<String> ceiling(String key) throws IOException;
  }

  /** The blobs by name; one may go between being told and being asked for. */
  @FunctionalInterface
  public interface Blobs {
    Optional<BlobInfo> find(String name) throws IOException;
  }

  public static String key(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  public static String name(String key) {
    return new String(key.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Whether all that begins with this is less than the key. */
  public static boolean endsBefore(String prefix, String key) {
    return (prefix + AFTER_ALL).compareTo(key) <= 0;
  }

  public static BlobPage page(Keys keys, Blobs blobs, BlobQuery query) throws IOException {
    var prefix = key(query.prefix());
    var delimiter = key(query.delimiter());
    var from = query.marker().isEmpty() ? prefix : unmark(query.marker());
    var entries = new ArrayList<Entry>();
    while (true) {
      var next = keys.ceiling(from).filter(key -> key.startsWith(prefix));
      if (next.isEmpty()) {
        return new BlobPage(entries, "");
      }
      if (entries.size() == query.max()) {
        return new BlobPage(entries, mark(from));
      }
      var key = next.get();
      var cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      if (cut >= 0) {
        var group = key.substring(0, cut + delimiter.length());
        entries.add(new Entry.Prefix(name(group)));
        from = group + AFTER_ALL;
      } else {
        blobs.find(name(key)).map(Entry.Found::new).ifPresent(entries::add);
        from = key + RIGHT_AFTER;
      }
    }
  }

  private static String mark(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String unmark(String marker) {
    try {
      return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException _) {
      throw new BlobException(
          Code.INVALID_QUERY_PARAMETER_VALUE,
          "The marker '%s' is not one that a page ended with; leave it out to start again"
              .formatted(marker));
    }
  }
}
