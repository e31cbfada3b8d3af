package dev.mooring.controlplane.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Trees of JSON, as bodies are read and written: unknown fields pass through. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Reads an object; an empty text is an empty object. */
  public static ObjectNode parse(String text) {
    if (text.isBlank()) {
      return object();
    }
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode read) {
        return read;
      }
      throw Refusal.wrong(
          "InvalidRequestContent", "The body is not a JSON object", "Send a JSON object");
    } catch (JsonProcessingException broken) {
      throw Refusal.wrong(
          "InvalidRequestContent",
          "The body is not JSON: " + broken.getOriginalMessage(),
          "Send a JSON object");
    }
  }

  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree always has a text", impossible);
    }
  }

  /** The text of a field; empty when it is absent, null, blank or no text. */
  public static Optional<String> text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  /** A copy of a field's object; an empty one when it is absent or no object. */
  public static ObjectNode child(JsonNode node, String field) {
    return node.path(field) instanceof ObjectNode found ? found.deepCopy() : object();
  }

  /** A field's object as texts, in its order. */
  public static Map<String, String> texts(JsonNode node, String field) {
    var found = new LinkedHashMap<String, String>();
    node.path(field)
        .properties()
        .forEach(entry -> {
          if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
            found.put(entry.getKey(), entry.getValue().asText());
          }
        });
    return found;
  }

  public static ObjectNode of(Map<String, String> texts) {
    var node = object();
    texts.forEach(node::put);
    return node;
  }

  /** The body of a failure: {@code {"error": …}}. */
  public static ObjectNode error(Problem problem) {
    var body = object();
    body.set("error", errorContent(problem));
    return body;
  }

  /** A failure as Azure Resource Manager writes it; the next step is an additional info. */
  public static ObjectNode errorContent(Problem problem) {
    var error = object().put("code", problem.code()).put("message", sentence(problem));
    error.putNull("target");
    error.putArray("details");
    var info = error.putArray("additionalInfo");
    if (!problem.nextStep().isEmpty()) {
      info.addObject()
          .put("type", "NextStep")
          .putObject("info")
          .put("nextStep", problem.nextStep());
    }
    return error;
  }

  /** Clients print the message only, so it says what to do too. */
  private static String sentence(Problem problem) {
    return problem.nextStep().isEmpty()
        ? problem.message()
        : "%s. Next: %s".formatted(problem.message(), problem.nextStep());
  }

  /** Why something is as it is: {@code {code, message, nextStep}}. */
  public static ObjectNode reason(Problem problem) {
    return object()
        .put("code", problem.code())
        .put("message", problem.message())
        .put("nextStep", problem.nextStep());
  }
}
