package dev.mooring.blob.directory;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small files of names and values, a pair a line, both percent-encoded. */
final class Lines {
  private Lines() {}

  static byte[] bytes(Map<String, String> pairs) {
    var text = new StringBuilder();
    pairs.forEach(
        (name, value) -> text.append(encode(name)).append('=').append(encode(value)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static Map<String, String> parse(byte[] bytes) {
    var pairs = new LinkedHashMap<String, String>();
    new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> {
          var equals = line.indexOf('=');
          pairs.put(decode(line.substring(0, equals)), decode(line.substring(equals + 1)));
        });
    return pairs;
  }

  /** Those whose names start so, without that start. */
  static SortedMap<String, String> below(String start, Map<String, String> pairs) {
    var below = new TreeMap<String, String>();
    pairs.forEach((name, value) -> {
      if (name.startsWith(start)) {
        below.put(name.substring(start.length()), value);
      }
    });
    return Collections.unmodifiableSortedMap(below);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
