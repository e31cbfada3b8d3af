package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Resource groups: what clusters and workspaces are in. */
final class Groups {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.()-]{0,89}[A-Za-z0-9_()-]");

  private final Store store;

  Groups(Store store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", Ids.GROUPS, this::list),
        Route.of("PUT", Ids.GROUP, this::put),
        Route.of("GET", Ids.GROUP, this::get),
        Route.of("HEAD", Ids.GROUP, this::exists),
        Route.of("DELETE", Ids.GROUP, this::delete));
  }

  private Reply list(Request request) {
    return Pages.byName(
        request, store.resources(), Ids.subscription(request), Types.RESOURCE_GROUP, Groups::shape);
  }

  private Reply put(Request request) {
    var id = Ids.group(request);
    Ids.checkNew(id, NAME, "letters, digits, '-', '_', '.' and parentheses, at most 90");
    var body = request.json();
    var draft =
        new Draft(
            id,
            Json.text(body, "location").orElse(Finder.LOCATION),
            Json.texts(body, "tags"),
            Json.object(),
            Json.object(),
            Row.State.SUCCEEDED,
            Optional.empty(),
            List.of(),
            false);
    var written =
        store
            .resources()
            .ask(
                id,
                found -> {
                  found.ifPresent(Finder::checkNotGoing);
                  return Optional.of(draft);
                })
            .orElseThrow();
    return Reply.of(written.created() ? 201 : 200, shape(written.row()));
  }

  private Reply get(Request request) {
    return Reply.ok(shape(new Finder(store).group(request)));
  }

  /** ARM answers 204 here, and its clients refuse 200. */
  private Reply exists(Request request) {
    var found = store.resources().find(Ids.group(request));
    return Reply.empty(found.isPresent() ? 204 : 404);
  }

  private Reply delete(Request request) {
    var id = Ids.group(request);
    for (var type : List.of(Types.WORKSPACE, Types.MANAGED_CLUSTER)) {
      var inside = store.resources().list(Optional.of(id), type, Optional.empty(), 1);
      if (!inside.isEmpty()) {
        throw notEmpty(id, inside.getFirst());
      }
    }
    return Removal.begin(store, request, id);
  }

  private static Refusal notEmpty(ResourceId id, Row inside) {
    return Refusal.conflict(
        "ResourceGroupNotEmpty",
        "Resource group '%s' holds '%s' of type %s"
            .formatted(id.name(), inside.id().name(), inside.id().type()),
        "Delete the workspaces and clusters in it first");
  }

  private static JsonNode shape(Row row) {
    return Shapes.resource(row, Shapes.properties(row));
  }
}
