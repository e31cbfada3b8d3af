package dev.mooring.blob.wire;

import dev.mooring.blob.BlobException;
import dev.mooring.blob.BlobException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parameters after the question mark, decoded; names in lower case, in order. */
public record Query(SortedMap<String, List<String>> parameters) {
  public Query {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  public static Query parse(String raw) {
    var parameters =
        Stream.of(raw.split("&", -1))
            .filter(pair -> !pair.isEmpty())
            .map(Query::pair)
            .collect(
                Collectors.groupingBy(
                    Pair::name,
                    TreeMap::new,
                    Collectors.mapping(Pair::value, Collectors.toUnmodifiableList())));
    return new Query(parameters);
  }

  /** The first value; empty if there is none. */
  public String of(String name) {
    var values = parameters.get(name);
    return values == null ? "" : values.getFirst();
  }

  public boolean has(String name) {
    return parameters.containsKey(name);
  }

  /**
   * Undoes percent-encoding.
   *
   * @param plus whether a plus sign is a space, as in queries
   */
  public static String decode(String raw, boolean plus) {
    var bytes = new ByteArrayOutputStream(raw.length());
    for (var i = 0; i < raw.length(); i++) {
      var c = raw.charAt(i);
      if (c == '%') {
        bytes.write(hex(raw, i + 1) * 16 + hex(raw, i + 2));
        i += 2;
      } else if (c == '+' && plus) {
        bytes.write(' ');
      } else {
        var end = i + Character.charCount(raw.codePointAt(i));
        bytes.writeBytes(raw.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw new BlobException(
          Code.INVALID_URI, "'%s' is not UTF-8 once decoded; encode it as UTF-8".formatted(raw));
    }
  }

  private record Pair(String name, String value) {}

  private static Pair pair(String raw) {
    var equals = raw.indexOf('=');
    return equals < 0
        ? new Pair(decode(raw, true).toLowerCase(Locale.ROOT), "")
        : new Pair(
            decode(raw.substring(0, equals), true).toLowerCase(Locale.ROOT),
            decode(raw.substring(equals + 1), true));
  }

  private static int hex(String raw, int at) {
    var digit = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
    if (digit < 0) {
      throw new BlobException(
          Code.INVALID_URI,
          "In '%s' a percent sign is not followed by two hex digits; write it as %%25"
              .formatted(raw));
    }
    return digit;
  }
}
