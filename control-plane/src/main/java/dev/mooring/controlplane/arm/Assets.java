package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What codes and environments have in common: an asset holds versions that do not change. */
record Assets(Store store) {

  /**
   * Writes a version, and the asset that holds it if there is none.
   *
   * @param check refuses by throwing when there is another such version already
   */
  Written put(ResourceId version, String location, ObjectNode properties, Consumer<Row> check) {
    var asset = version.parent().orElseThrow();
    store
        .resources()
        .ask(
            asset,
            found ->
                found.isPresent()
                    ? Optional.empty()
                    : Optional.of(draft(asset, location, Json.object())));
    return store
        .resources()
        .ask(
            version,
            found -> {
              found.ifPresent(check);
              return Optional.of(draft(version, location, properties));
            })
        .orElseThrow();
  }

  static Draft draft(ResourceId id, String location, ObjectNode properties) {
    return new Draft(
        id,
        location,
        Map.of(),
        properties,
        Json.object(),
        Row.State.SUCCEEDED,
        Optional.empty(),
        List.of(),
        false);
  }

  /** A version as it is answered: the fields that clients take for granted are there. */
  static ObjectNode shape(Row row) {
    var properties = Shapes.properties(row);
    for (var map : List.of("tags", "properties")) {
      if (!properties.path(map).isObject()) {
        properties.putObject(map);
      }
    }
    for (var flag : List.of("isAnonymous", "isArchived")) {
      if (!properties.path(flag).isBoolean()) {
        properties.put(flag, false);
      }
    }
    return Shapes.resource(row, properties);
  }
}
