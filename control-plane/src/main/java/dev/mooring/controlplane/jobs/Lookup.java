package dev.mooring.controlplane.jobs;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Row;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a job refers to.
 *
 * @param find a resource
 * @param workspace the job's
 */
record Lookup(Function<ResourceId, Optional<Row>> find, Row workspace) {
  private static final Pattern DATASTORE =
      Pattern.compile(
          "azureml://(?:subscriptions/.+/workspaces/[^/]+/)?datastores/([^/]+)/paths/(.*)",
          Pattern.CASE_INSENSITIVE);

  /** The containers of the datastores that each workspace has. */
  private static final Map<String, String> OWN =
      Map.of("workspaceblobstore", "azureml-blobstore", "workspaceartifactstore", "azureml");

  /**
   * A resource that the job names.
   *
   * @param what it is, for the problem
   */
  Row row(String id, String what) throws UnfitException {
    try {
      var found = find.apply(ResourceId.of(id));
      if (found.isPresent()) {
        return found.get();
      }
    } catch (IllegalArgumentException malformed) {
      throw new UnfitException(
          what + "NotFound", malformed.getMessage() + "", "Correct the job and submit it again");
    }
    throw new UnfitException(
        what + "NotFound",
        "There is no %s".formatted(id),
        "Create it, or correct the job, and submit it again");
  }

  /** The workspace's own storage account, as design page 0003 names it. */
  String account() throws UnfitException {
    var id = workspace.properties().path("workspaceId").asText("").replace("-", "");
    if (id.length() < 10) {
      throw new UnfitException(
          "WorkspaceUnfit",
          "Workspace %s has no workspaceId".formatted(workspace.id().name()),
          "Create the workspace again");
    }
    return "moor" + id.substring(0, 10);
  }

  /** Where a URI points: into a datastore, or to a blob's address. */
  BlobPlace place(String uri) throws UnfitException {
    var datastore = DATASTORE.matcher(uri);
    if (datastore.matches()) {
      return inDatastore(datastore.group(1), datastore.group(2).replaceFirst("^/+", ""));
    }
    var blob = BlobPlace.of(uri);
    if (blob.isEmpty()) {
      throw new UnfitException(
          "UriUnsupported",
          "'%s' is neither in a datastore nor the address of a blob".formatted(uri),
          "Use azureml://datastores/<name>/paths/<path>, or https://<account>.blob.<domain>/<container>/<path>");
    }
    return blob.get();
  }

  private BlobPlace inDatastore(String name, String path) throws UnfitException {
    var row = find.apply(workspace.id().child("datastores", name)).map(Row::properties);
    var account = row.flatMap(it -> Fields.text(it, "accountName"));
    var container = row.flatMap(it -> Fields.text(it, "containerName"));
    if (account.isPresent() && container.isPresent()) {
      return new BlobPlace(account.get(), container.get(), path);
    }
    var own = Optional.ofNullable(OWN.get(name.toLowerCase(Locale.ROOT)));
    if (own.isEmpty()) {
      throw new UnfitException(
          "DatastoreNotFound",
          "Workspace %s has no datastore '%s'".formatted(workspace.id().name(), name),
          "Use workspaceblobstore, or create the datastore");
    }
    return new BlobPlace(account(), own.get(), path);
  }
}
