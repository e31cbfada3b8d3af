package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Code snapshots. One that is there already, by its hash, is not uploaded again. */
final class Codes {
  /** Rows of our own that lead from a hash to the code version with that content. */
  static final String HASH = Types.WORKSPACE + "/codeHashes";

  private static final String PATH = Ids.WORKSPACE + "/codes/{name}/versions";
  private static final Pattern DIGEST = Pattern.compile("[0-9A-Za-z]{16,128}");

  private final Store store;
  private final Storage storage;

  Codes(Store store, Storage storage) {
    this.store = store;
    this.storage = storage;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, this::list),
        Route.of("PUT", PATH + "/{version}", this::put),
        Route.of("GET", PATH + "/{version}", this::get),
        Route.of("POST", PATH + "/{version}/startPendingUpload", this::upload));
  }

  /** Versions of a code; with {@code hash} those of any code that have this content. */
  private Reply list(Request request) {
    var workspace = new Finder(store).workspace(request);
    var hash = request.query("hash").filter(text -> DIGEST.matcher(text).matches());
    if (hash.isPresent()) {
      var found =
          store
              .resources()
              .find(hashed(workspace, hash.get()))
              .flatMap(row -> Json.text(row.properties(), "code"))
              .flatMap(id -> store.resources().find(ResourceId.of(id)));
      return Pages.page(request, found.map(Assets::shape).stream().toList(), Optional.empty());
    }
    return Pages.byName(
        request,
        store.resources(),
        Ids.inWorkspace(request, "codes"),
        Types.CODE_VERSION,
        Assets::shape);
  }

  private static ResourceId hashed(Row workspace, String hash) {
    return workspace.id().child("codeHashes", hash);
  }

  private Reply get(Request request) {
    new Finder(store).workspace(request);
    return Reply.ok(Assets.shape(new Finder(store).code(Ids.version(request, "codes"))));
  }

  private Reply upload(Request request) {
    var workspace = new Finder(store).workspace(request);
    Finder.checkNotGoing(workspace);
    var id = Ids.version(request, "codes");
    if (store.resources().find(id).isPresent()) {
      throw exists(id);
    }
    var upload = storage.upload(workspace, id.key());
    var body = Json.object().putNull("pendingUploadId");
    body.put("pendingUploadType", "TemporaryBlobReference");
    var reference =
        body.putObject("blobReferenceForConsumption")
            .put("blobUri", upload.container().toString())
            .put("storageAccountArmId", accountId(workspace));
    reference
        .putObject("credential")
        .put("credentialType", "SAS")
        .put("sasUri", upload.signed().toString());
    return Reply.ok(body);
  }

  private static String accountId(Row workspace) {
    return workspace
        .id()
        .parent()
        .orElseThrow()
        .extension("Microsoft.Storage", "storageAccounts", Storage.accountName(workspace))
        .toString();
  }

  private Reply put(Request request) {
    var workspace = new Finder(store).workspace(request);
    Finder.checkNotGoing(workspace);
    var id = Ids.version(request, "codes");
    Ids.checkNew(id);
    Ids.checkNew(id.parent().orElseThrow());
    var properties = Json.child(request.json(), "properties");
    var uri = Json.text(properties, "codeUri").orElse("");
    if (!storage.holds(workspace, uri)) {
      throw Refusal.wrong(
          "CodeUriForeign",
          "codeUri '%s' is not in the workspace's storage account".formatted(uri),
          "Upload to the address that startPendingUpload gives, and name that here");
    }
    var written =
        new Assets(store)
            .put(
                id,
                workspace.location(),
                properties,
                there -> {
                  if (!there.properties().path("codeUri").asText().equals(uri)) {
                    throw exists(id);
                  }
                });
    index(workspace, written.row(), properties);
    return Reply.of(written.created() ? 201 : 200, Assets.shape(written.row()));
  }

  /** After the version itself: what the index leads to is there. */
  private void index(Row workspace, Row version, ObjectNode properties) {
    JsonNode own = properties.path("properties");
    Json.text(own, "hash_sha256")
        .or(() -> Json.text(own, "hash"))
        .filter(text -> DIGEST.matcher(text).matches())
        .map(hash -> hashed(workspace, hash))
        .ifPresent(id ->
            store
                .resources()
                .ask(
                    id,
                    _ ->
                        Optional.of(
                            Assets.draft(
                                id,
                                workspace.location(),
                                Json.object().put("code", version.id().toString())))));
  }

  private static Refusal exists(ResourceId id) {
    return Refusal.conflict(
        "CodeVersionExists",
        "Code '%s' is there already, and versions do not change".formatted(id),
        "Use the one that is there, or another name or version");
  }
}
