package dev.mooring.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as the API speaks it. Stateless. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /** An answer's body; what is not JSON (a proxy's page, nothing at all) is an empty object. */
  static JsonNode lenient(String text) {
    try {
      var tree = MAPPER.readTree(text);
      return tree.isMissingNode() ? object() : tree;
    } catch (JsonProcessingException e) {
      return object();
    }
  }
}
