package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Row;

/** What all resources look like. */
final class Shapes {
  private Shapes() {}

  /** A resource with these properties. */
  static ObjectNode resource(Row row, ObjectNode properties) {
    var shape =
        Json.object()
            .put("id", row.id().toString())
            .put("name", row.id().name())
            .put("type", row.id().type())
            .put("location", row.location());
    shape.set("tags", Json.of(row.tags()));
    shape.set("properties", properties);
    shape
        .putObject("systemData")
        .put("createdAt", row.createdAt().toString())
        .put("createdByType", "Application")
        .put("lastModifiedAt", row.modifiedAt().toString())
        .put("lastModifiedByType", "Application");
    return shape;
  }

  /** What was asked, with the state of it. */
  static ObjectNode properties(Row row) {
    return asked(row).put("provisioningState", word(row.state()));
  }

  /** What was asked; the caller may change it. */
  static ObjectNode asked(Row row) {
    return row.properties() instanceof ObjectNode asked ? asked.deepCopy() : Json.object();
  }

  static ObjectNode observed(Row row) {
    return row.observed() instanceof ObjectNode seen ? seen.deepCopy() : Json.object();
  }

  /** A provisioning state as ARM spells it. */
  static String word(Row.State state) {
    return switch (state) {
      case CREATING -> "Creating";
      case UPDATING -> "Updating";
      case DELETING -> "Deleting";
      case SUCCEEDED -> "Succeeded";
      case FAILED -> "Failed";
      case CANCELED -> "Canceled";
    };
  }
}
