package dev.mooring.controlplane.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a job's properties say. */
final class Fields {
  private Fields() {}

  /** A text that is not empty. */
  static Optional<String> text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  /** An object of texts and numbers. */
  static Map<String, String> map(JsonNode node) {
    var map = new LinkedHashMap<String, String>();
    for (var entry : node.properties()) {
      if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
        map.put(entry.getKey(), entry.getValue().asText());
      }
    }
    return map;
  }

  /** The names of an object's fields. */
  static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  /** A whole number of at least 1. */
  static int count(JsonNode node, String field) throws UnfitException {
    var value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return 1;
    }
    if (!value.canConvertToInt() || value.asInt() < 1) {
      throw new UnfitException(
          "ValueInvalid",
          "%s is %s; it is a whole number of at least 1".formatted(field, value),
          "Correct it and submit the job again");
    }
    return value.asInt();
  }
}
