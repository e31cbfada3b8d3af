package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.http.Site;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Workspaces. One that is deleted leaves its storage account, as in Azure: what people made is not
 * thrown away with the list of it.
 */
final class Workspaces {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{1,62}");

  private final Store store;
  private final Storage storage;
  private final Site site;

  Workspaces(Store store, Storage storage, Site site) {
    this.store = store;
    this.storage = storage;
    this.site = site;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", Ids.GROUP + Ids.ML, this::list),
        Route.of("GET", Ids.SUBSCRIPTION + Ids.ML, this::listAll),
        Route.of("PUT", Ids.WORKSPACE, this::put),
        Route.of("GET", Ids.WORKSPACE, this::get),
        Route.of("DELETE", Ids.WORKSPACE, this::delete),
        Route.open("GET", "/discovery", this::discovery));
  }

  private Reply list(Request request) {
    return Pages.byName(
        request,
        store.resources(),
        Ids.group(request),
        Types.WORKSPACE,
        row -> shape(request, row));
  }

  private Reply listAll(Request request) {
    var subscription = Ids.subscription(request).key() + "/";
    var all = Pages.all(store.resources(), Optional.empty(), Types.WORKSPACE);
    return Pages.newest(
        request,
        all.filter(row -> row.id().key().startsWith(subscription)),
        row -> shape(request, row));
  }

  private Reply put(Request request) {
    var id = Ids.workspace(request);
    Ids.checkNew(id, NAME, "letters, digits, '-' and '_', 2 to 63, the first a letter or digit");
    var group = new Finder(store).group(request);
    Finder.checkNotGoing(group);
    var fresh = UUID.randomUUID().toString();
    var written =
        store
            .resources()
            .ask(id, found -> Optional.of(draft(request, id, found, fresh)))
            .orElseThrow();
    storage.prepare(written.row());
    return Reply.of(written.created() ? 201 : 200, shape(request, written.row()));
  }

  /** The workspace's own id stays for its life: the storage account is named after it. */
  private static Draft draft(
      Request request, ResourceId id, Optional<Row> found, String freshWorkspaceId) {
    found.ifPresent(Finder::checkNotGoing);
    var body = request.json();
    var properties = Json.child(body, "properties");
    properties.put(
        "workspaceId",
        found.map(row -> row.properties().path("workspaceId").asText()).orElse(freshWorkspaceId));
    return new Draft(
        id,
        Json.text(body, "location").or(() -> found.map(Row::location)).orElse(Finder.LOCATION),
        Json.texts(body, "tags"),
        properties,
        Json.object(),
        Row.State.SUCCEEDED,
        Optional.empty(),
        List.of(),
        false);
  }

  private Reply get(Request request) {
    return Reply.ok(shape(request, new Finder(store).workspace(request)));
  }

  private Reply delete(Request request) {
    var id = Ids.workspace(request);
    Pages.all(store.resources(), Optional.of(id), Types.COMPUTE)
        .findFirst()
        .ifPresent(compute -> {
          throw Refusal.conflict(
              "WorkspaceHasComputes",
              "Compute '%s' is attached to workspace '%s'"
                  .formatted(compute.id().name(), id.name()),
              "Detach the workspace's computes first: `moor compute detach`");
        });
    Pages.all(store.resources(), Optional.of(id), Types.JOB)
        .filter(job -> !JobView.ended(job))
        .findFirst()
        .ifPresent(job -> {
          throw Refusal.conflict(
              "WorkspaceHasJobs",
              "Job '%s' of workspace '%s' has not ended".formatted(job.id().name(), id.name()),
              "Cancel it or wait for it: `moor job cancel`");
        });
    return Removal.begin(store, request, id);
  }

  /** Where the data planes are: all of them here. */
  private Reply discovery(Request request) {
    var base = request.target().base();
    return Reply.ok(
        Json.object()
            .put("api", base)
            .put("history", base)
            .put("experimentation", base)
            .put("modelmanagement", base)
            .put("mlflow", base));
  }

  private JsonNode shape(Request request, Row row) {
    var properties = Shapes.properties(row);
    if (properties.path("friendlyName").isMissingNode()) {
      properties.put("friendlyName", row.id().name());
    }
    var account =
        Ids.subscription(request)
            .child("resourceGroups", row.id().after("resourceGroups").orElse(""))
            .extension("Microsoft.Storage", "storageAccounts", Storage.accountName(row));
    properties
        .put("discoveryUrl", request.target().base() + "/discovery")
        .put("mlFlowTrackingUri", tracking(row))
        .put("storageAccount", account.toString())
        .put("publicNetworkAccess", "Enabled")
        .put("hbiWorkspace", false)
        .put("creationTime", row.createdAt().toString());
    return Shapes.resource(row, properties).put("kind", "Default");
  }

  private String tracking(Row row) {
    return "azureml://%s/mlflow/v1.0%s".formatted(site.apiAuthority(), row.id());
  }
}
