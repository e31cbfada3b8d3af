package dev.mooring.controlplane.arm;

import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Request;
import dev.mooring.store.Row;
import dev.mooring.store.Store;

/** Finds what a call names, or says what is missing and how to make it. */
record Finder(Store store) {
  /** There is one place: here. */
  static final String LOCATION = "local";

  Row group(Request request) {
    var id = Ids.group(request);
    return find(
        id,
        "ResourceGroupNotFound",
        "There is no resource group '%s'".formatted(id.name()),
        "Make it: PUT " + id + " with {\"location\":\"local\"}; or check the name");
  }

  Row workspace(Request request) {
    var id = Ids.workspace(request);
    return find(
        id,
        "WorkspaceNotFound",
        "There is no workspace '%s' in resource group '%s'"
            .formatted(id.name(), request.name("group")),
        "Check AZURE_RESOURCE_GROUP and AZURE_ML_WORKSPACE, or make it: `moor workspace create`");
  }

  Row cluster(ResourceId id) {
    return find(
        id,
        "ClusterNotFound",
        "There is no cluster '%s'".formatted(id),
        "Register it first: `moor cluster register`; `moor cluster list` shows those there are");
  }

  Row compute(ResourceId id) {
    return find(
        id,
        "ComputeNotFound",
        "There is no compute '%s' in the workspace".formatted(id.name()),
        "Attach a cluster: `moor compute attach`; `moor compute list` shows those there are");
  }

  Row job(ResourceId id) {
    return find(
        id,
        "JobNotFound",
        "There is no job '%s' in the workspace".formatted(id.name()),
        "`moor job list` shows those there are");
  }

  Row code(ResourceId id) {
    return find(
        id,
        "CodeNotFound",
        "There is no code '%s'".formatted(id),
        "Upload the code and put its version before the job");
  }

  Row environment(ResourceId id) {
    return find(
        id,
        "EnvironmentNotFound",
        "There is no environment '%s'".formatted(id),
        "Put an environment version with an image, and name that");
  }

  private Row find(ResourceId id, String code, String message, String nextStep) {
    return store.resources().find(id).orElseThrow(() -> Refusal.absent(code, message, nextStep));
  }

  /** Refuses to change what is being deleted, or to put something into it. */
  static void checkNotGoing(Row row) {
    if (row.state() == Row.State.DELETING) {
      throw Refusal.conflict(
          "ResourceIsDeleting",
          "'%s' is being deleted".formatted(row.id()),
          "Wait until it is gone, or use another name");
    }
  }
}
