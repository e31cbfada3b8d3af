package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.http.Site;
import dev.mooring.controlplane.storage.Datastore;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The datastores that every workspace has; there are no others yet. */
final class Datastores {
  private static final String PATH = Ids.WORKSPACE + "/datastores";

  private final Store store;
  private final Storage storage;
  private final Site site;

  Datastores(Store store, Storage storage, Site site) {
    this.store = store;
    this.storage = storage;
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, this::list),
        Route.of("GET", PATH + "/{name}", this::get),
        Route.of("POST", PATH + "/{name}/listSecrets", this::secrets));
  }

  private Reply list(Request request) {
    var workspace = new Finder(store).workspace(request);
    var onlyDefault = request.query("isDefault").map(Boolean::parseBoolean).orElse(false);
    var items =
        Arrays.stream(Datastore.values())
            .filter(datastore -> !onlyDefault || datastore.isDefault())
            .map(datastore -> shape(workspace, datastore))
            .toList();
    return Pages.page(request, items, Optional.empty());
  }

  private Reply get(Request request) {
    return Reply.ok(shape(new Finder(store).workspace(request), find(request.name("name"))));
  }

  /** Whoever may call may read and write the workspace's storage, as with Azure's account keys. */
  private Reply secrets(Request request) {
    var workspace = new Finder(store).workspace(request);
    find(request.name("name"));
    storage.prepare(workspace);
    var key = storage.account(workspace).key().bytes();
    return Reply.ok(
        Json.object()
            .put("secretsType", "AccountKey")
            .put("key", Base64.getEncoder().encodeToString(key)));
  }

  /** The datastore of this name, or why there is none. */
  static Datastore find(String name) {
    return Datastore.of(name)
        .orElseThrow(() ->
            Refusal.absent(
                "DatastoreNotFound",
                "There is no datastore '%s'".formatted(name),
                "Use workspaceblobstore, where inputs are, or workspaceartifactstore, where jobs' outputs are"));
  }

  private JsonNode shape(Row workspace, Datastore datastore) {
    var id = workspace.id().child("datastores", datastore.title());
    var shape =
        Json.object()
            .put("id", id.toString())
            .put("name", datastore.title())
            .put("type", id.type());
    var properties =
        shape
            .putObject("properties")
            .put("datastoreType", "AzureBlob")
            .put("accountName", Storage.accountName(workspace))
            .put("containerName", datastore.container())
            .put("endpoint", site.storageSuffix())
            .put("protocol", "https")
            .put("isDefault", datastore.isDefault())
            .putNull("description");
    properties.putObject("credentials").put("credentialsType", "AccountKey");
    properties.putObject("tags");
    properties.putObject("properties");
    shape.putObject("systemData").put("createdAt", workspace.createdAt().toString());
    return shape;
  }
}
