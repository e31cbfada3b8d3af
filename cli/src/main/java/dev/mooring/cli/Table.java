package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Resources as rows of text.
 *
 * @param columns from left to right
 */
record Table(List<Column> columns) {
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
    return value.isEmpty() || value.equals("null") ? "-" : value;
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
