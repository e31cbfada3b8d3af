package dev.mooring.controlplane.attach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.store.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A compute's row, as attaching reads and writes it. Its {@code observed} is {@code pods} (the
 * agent's, newest look), {@code attached} (it was, and was not detached since), {@code installing}
 * (the agent was not there when this attempt began), {@code drainSince} (when its jobs were told to
 * end), {@code drained} (they have).
 */
final class Compute {
  private static final String ATTACHED = "attached";
  private static final String INSTALLING = "installing";
  private static final String DRAIN_SINCE = "drainSince";
  private static final String DRAINED = "drained";
  private static final String PODS = "pods";

  private Compute() {}

  /** The cluster it is on; empty when its properties name none. */
  static Optional<ResourceId> cluster(Row row) {
    try {
      return Optional.of(ResourceId.of(row.properties().path("resourceId").asText("")));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** Where its jobs run. */
  static String namespace(Row row) {
    var namespace = row.properties().path("properties").path("namespace").asText("");
    return namespace.isBlank() ? "default" : namespace;
  }

  /** Someone waits for it to be attached. */
  static boolean isWanted(Row row) {
    return row.state() == Row.State.CREATING || row.state() == Row.State.UPDATING;
  }

  /** It is to go, and nothing holds it. */
  static boolean isLeaving(Row row) {
    return row.state() == Row.State.DELETING && row.observed().path(DRAINED).asBoolean(false);
  }

  /** The agent on its cluster works for it. */
  static boolean isAttached(Row row) {
    return row.state() == Row.State.SUCCEEDED || row.observed().path(ATTACHED).asBoolean(false);
  }

  static boolean isInstalling(Row row) {
    return row.observed().path(INSTALLING).asBoolean(false);
  }

  static Optional<Instant> drainSince(Row row) {
    var since = row.observed().path(DRAIN_SINCE);
    return since.isTextual() ? Optional.of(Instant.parse(since.textValue())) : Optional.empty();
  }

  static JsonNode installing(Row row) {
    return object(row).put(INSTALLING, true);
  }

  static JsonNode attached(List<AgentPod> pods) {
    var next = JsonNodeFactory.instance.objectNode();
    next.put(ATTACHED, true).set(PODS, json(pods));
    return next;
  }

  /** The attempt is over. */
  static JsonNode failed(Row row) {
    var next = object(row);
    next.remove(List.of(DRAINED, DRAIN_SINCE));
    return next;
  }

  /** What this attempt had installed is gone again. */
  static JsonNode undone(Row row) {
    var next = object(row);
    next.remove(INSTALLING);
    return next;
  }

  static JsonNode seen(Row row, List<AgentPod> pods) {
    var next = object(row);
    next.set(PODS, json(pods));
    return next;
  }

  static JsonNode draining(Row row, Instant since) {
    return object(row).put(DRAIN_SINCE, since.toString());
  }

  static JsonNode drained(Row row) {
    return object(row).put(DRAINED, true);
  }

  private static ObjectNode object(Row row) {
    return row.observed() instanceof ObjectNode there
        ? there.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }

  private static ArrayNode json(List<AgentPod> pods) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (var pod : pods) {
      array
          .addObject()
          .put("component", pod.component())
          .put("name", pod.name())
          .put("state", pod.state())
          .put("well", pod.well())
          .put("trouble", pod.trouble());
    }
    return array;
  }
}
