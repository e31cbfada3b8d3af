package dev.mooring.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.api.Problem;
import java.util.Map;
import java.util.Optional;

/** The columns that are JSON. Stateless. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

  private Json() {}

  private static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON: " + value, e);
    }
  }

  /** A node that is missing is kept as null: it reads the same. */
  static String ofNode(JsonNode node) {
    return node.isMissingNode() ? "null" : node.toString();
  }

  static JsonNode node(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw notOurs(text, e);
    }
  }

  static Map<String, String> tags(String text) {
    try {
      return MAPPER.readValue(text, TAGS);
    } catch (JsonProcessingException e) {
      throw notOurs(text, e);
    }
  }

  static Problem problem(String text) {
    try {
      return MAPPER.readValue(text, Problem.class);
    } catch (JsonProcessingException e) {
      throw notOurs(text, e);
    }
  }

  static String ofTags(Map<String, String> tags) {
    return write(tags);
  }

  static Optional<String> ofProblem(Optional<Problem> problem) {
    return problem.map(Json::write);
  }

  private static IllegalStateException notOurs(String text, JsonProcessingException e) {
    return new IllegalStateException("The database holds what we did not write: " + text, e);
  }
}
