package dev.mooring.images;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes JSON with sorted keys, so that equal values are equal bytes. */
final class Json {
  private Json() {}

  /**
   * The text of maps with string keys, lists, strings and whole numbers.
   *
   * @throws IllegalArgumentException for anything else
   */
  static String of(Object value) {
    return switch (value) {
      case String text -> quote(text);
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case List<?> list -> list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
      case Map<?, ?> map -> object(map);
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    };
  }

  private static String object(Map<?, ?> map) {
    var sorted = new TreeMap<String, String>();
    map.forEach((key, value) -> sorted.put(quote((String) key), of(value)));
    return sorted.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quote(String text) {
    var json = new StringBuilder("\"");
    text.chars()
        .forEach(character -> {
          if (character < ' ') {
            json.append(String.format("\\u%04x", character));
          } else {
            json.append(character == '"' || character == '\\' ? "\\" : "");
            json.append((char) character);
          }
        });
    return json.append('"').toString();
  }
}
