package dev.mooring.agent.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A question of the API server, as {@code admission.k8s.io/v1} puts it.
 *
 * @param uid returned with the answer
 * @param kind such as {@code Queue}
 * @param operation {@code CREATE}, {@code UPDATE} or {@code DELETE}
 * @param name empty where the API server has not chosen it
 * @param object as it would be; missing of a deletion
 * @param before as it is; missing of a creation
 */
record Review(
    String uid, String kind, String operation, String name, JsonNode object, JsonNode before) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int UNPROCESSABLE = 422;

  /**
   * Reads an AdmissionReview.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Review read(byte[] body) {
    try {
      var tree = MAPPER.readTree(body);
      var request = tree.path("request");
      if (!tree.path("apiVersion").asText().equals("admission.k8s.io/v1")
          || request.path("uid").asText().isEmpty()) {
        throw new IllegalArgumentException("The body is no AdmissionReview of admission.k8s.io/v1");
      }
      return new Review(
          request.path("uid").asText(),
          request.at("/kind/kind").asText(),
          request.path("operation").asText(),
          request.path("name").asText(),
          request.path("object"),
          request.path("oldObject"));
    } catch (IOException broken) {
      throw new IllegalArgumentException("The body is no JSON", broken);
    }
  }

  byte[] answer(Ruling ruling) {
    var response = JsonNodeFactory.instance.objectNode().put("uid", uid);
    switch (ruling) {
      case Ruling.Allowed(var warnings) -> {
        response.put("allowed", true);
        if (!warnings.isEmpty()) {
          warnings.forEach(response.putArray("warnings")::add);
        }
      }
      case Ruling.Refused(var because) ->
          response
              .put("allowed", false)
              .putObject("status")
              .put("code", UNPROCESSABLE)
              .put("reason", "Invalid")
              .put("message", because);
    }
    return written(response);
  }

  /** With changes, as JSON patch (RFC 6902); none if it is empty. */
  byte[] answer(ArrayNode patch) {
    var response = JsonNodeFactory.instance.objectNode().put("uid", uid).put("allowed", true);
    if (!patch.isEmpty()) {
      response
          .put("patchType", "JSONPatch")
          .put(
              "patch",
              Base64.getEncoder()
                  .encodeToString(patch.toString().getBytes(StandardCharsets.UTF_8)));
    }
    return written(response);
  }

  private static byte[] written(ObjectNode response) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("apiVersion", "admission.k8s.io/v1")
        .put("kind", "AdmissionReview")
        .<ObjectNode>set("response", response)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
