package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Resources as rows of text.
 *
 * @param columns from left to right
 */
record Table(List<Column> columns) {
  private static final Pattern FRACTION =
      Pattern.compile("^(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})\\.\\d+Z$");

  Table {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param pointer where its value is in a resource (JSON pointer)
   */
  record Column(String title, String pointer) {}

  static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  String text(List<JsonNode> resources) {
    var rows = new ArrayList<List<String>>();
    rows.add(columns.stream().map(Column::title).toList());
    for (var resource : resources) {
      rows.add(columns.stream().map(column -> value(resource, column)).toList());
    }
    return aligned(rows);
  }

  private static String value(JsonNode resource, Column column) {
    var value = resource.at(column.pointer()).asText();
    return value.isEmpty() || value.equals("null") ? "-" : brief(value);
  }

  /** In a table an id is its name, a time has whole seconds, and a text is on one line. */
  static String brief(String value) {
    return value.startsWith("/subscriptions/")
        ? value.substring(value.lastIndexOf('/') + 1)
        : FRACTION.matcher(value).replaceFirst("$1Z").replaceAll("\\s*\\R\\s*", " ");
  }

  static String aligned(List<List<String>> rows) {
    var text = new StringBuilder();
    for (var row : rows) {
      for (var column = 0; column < row.size(); column++) {
        var at = column;
        var width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(1);
        text.append(String.format(Locale.ROOT, "%-" + (width + 2) + "s", row.get(column)));
      }
      text.setLength(text.toString().stripTrailing().length());
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
