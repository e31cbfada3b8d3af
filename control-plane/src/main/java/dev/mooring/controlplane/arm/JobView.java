package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a job's row says, and how it is shown. */
final class JobView {
  static final String NOT_STARTED = "NotStarted";
  static final String CANCEL_REQUESTED = "CancelRequested";
  private static final Set<String> ENDS = Set.of("Completed", "Failed", "Canceled");

  private JobView() {}

  /** The status in Azure ML's words. */
  static String status(Row job) {
    return Json.text(job.observed(), "status").orElse(NOT_STARTED);
  }

  static boolean ended(Row job) {
    return ENDS.contains(status(job));
  }

  /** The compute that it runs on. */
  static Optional<ResourceId> compute(Row job) {
    return Json.text(job.properties(), "computeId").map(ResourceId::of);
  }

  /** Why it is as it is, if there is something to say. */
  static Optional<Problem> problem(Row job) {
    var seen = job.observed().path("problem");
    return Json.text(seen, "code")
        .map(code ->
            new Problem(
                code,
                Json.text(seen, "message").orElse(code),
                Json.text(seen, "nextStep").orElse("")));
  }

  /** The resource: what was asked, its status, and why. */
  static JsonNode shape(Row job) {
    var properties = Shapes.asked(job);
    properties.put("status", status(job));
    // The SDK takes all of these for granted, also when they are empty.
    for (var map : List.of("tags", "properties", "inputs", "outputs", "services")) {
      if (!properties.path(map).isObject()) {
        properties.putObject(map);
      }
    }
    if (!properties.path("isArchived").isBoolean()) {
      properties.put("isArchived", false);
    }
    problem(job).ifPresent(why -> properties.set("statusReason", Json.reason(why)));
    copy(job.observed(), properties, List.of("startTime", "endTime", "exitCode"));
    var shape = Shapes.resource(job, properties);
    // Of a job's resource, ARM shows neither; its tags are in the properties.
    shape.remove(List.of("location", "tags"));
    return shape;
  }

  private static void copy(JsonNode from, ObjectNode to, List<String> fields) {
    for (var field : fields) {
      if (from.hasNonNull(field)) {
        to.set(field, from.path(field));
      }
    }
  }
}
