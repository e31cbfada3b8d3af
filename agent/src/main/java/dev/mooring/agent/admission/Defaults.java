package dev.mooring.agent.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.crd.Queue;

/**
 * What a write gets that it does not say and that no schema can default: what people and tools
 * would otherwise have to know.
 */
final class Defaults {
  private Defaults() {}

  /** A JSON patch; empty when nothing is missing. */
  static ArrayNode patch(Review review) {
    var patch = JsonNodeFactory.instance.arrayNode();
    switch (review.kind()) {
      case "Queue" -> queue(review, patch);
      case "PodGroup" -> group(review, patch);
      default -> {}
    }
    return patch;
  }

  /** As Volcano's: a queue without a parent is one of the root's. */
  private static void queue(Review review, ArrayNode patch) {
    if (review.name().equals(Queue.ROOT)) {
      return;
    }
    if (!review.object().path("spec").isObject()) {
      add(patch, "/spec").putObject("value").put("weight", 1).put("parent", Queue.ROOT);
    } else if (review.object().at("/spec/parent").asText().isEmpty()) {
      add(patch, "/spec/parent").put("value", Queue.ROOT);
    }
  }

  /** No pod at all is no gang. */
  private static void group(Review review, ArrayNode patch) {
    if (!review.object().path("spec").isObject()) {
      add(patch, "/spec").putObject("value").put("minMember", 1).put("queue", Queue.DEFAULT);
    } else if (review.object().at("/spec/minMember").asInt() == 0) {
      add(patch, "/spec/minMember").put("value", 1);
    }
  }

  private static ObjectNode add(ArrayNode patch, String path) {
    return patch.addObject().put("op", "add").put("path", path);
  }
}
