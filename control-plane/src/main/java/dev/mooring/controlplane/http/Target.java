package dev.mooring.controlplane.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a call is addressed to.
 *
 * @param authority host and port as the caller named them
 * @param segments of the path, decoded
 * @param query by name in lower case, decoded; of a name given twice the last
 */
public record Target(String authority, List<String> segments, Map<String, String> query) {
  public Target {
    segments = List.copyOf(segments);
    query = Map.copyOf(query);
  }

  /** Reads a target from its encoded parts. */
  public static Target of(String authority, String rawPath, Optional<String> rawQuery) {
    try {
      var segments =
          Arrays.stream(rawPath.split("/"))
              .filter(segment -> !segment.isEmpty())
              .map(Target::segment)
              .toList();
      return new Target(authority, segments, rawQuery.map(Target::form).orElse(Map.of()));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.wrong(
          "InvalidUrl",
          "The address is not percent-encoded rightly",
          "Encode the path and the query as UTF-8");
    }
  }

  private static String segment(String raw) {
    // URLDecoder reads forms, where a plus is a space; in a path it is a plus.
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Reads {@code name=value&…}; names become lower case. */
  public static Map<String, String> form(String text) {
    var found = new TreeMap<String, String>();
    for (var pair : text.split("&", -1)) {
      var at = pair.indexOf('=');
      var name = at < 0 ? pair : pair.substring(0, at);
      var value = at < 0 ? "" : pair.substring(at + 1);
      if (!name.isEmpty()) {
        found.put(decode(name).toLowerCase(Locale.ROOT), decode(value));
      }
    }
    return found;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** What absolute addresses in the answer begin with: clients send their token only back here. */
  public String base() {
    return "https://" + authority;
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name.toLowerCase(Locale.ROOT)));
  }
}
