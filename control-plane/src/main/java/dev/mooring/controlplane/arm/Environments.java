package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.List;
import java.util.Optional;

/** Environments: container images under a name and version. */
final class Environments {
  private static final String PATH = Ids.WORKSPACE + "/environments";
  private static final String VERSIONS = PATH + "/{name}/versions";

  private final Store store;

  Environments(Store store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, this::list),
        Route.of("GET", VERSIONS, this::versions),
        Route.of("PUT", VERSIONS + "/{version}", this::put),
        Route.of("GET", VERSIONS + "/{version}", this::get));
  }

  private Reply list(Request request) {
    var workspace = new Finder(store).workspace(request);
    return Pages.byName(
        request, store.resources(), workspace.id(), Types.ENVIRONMENT, this::container);
  }

  private JsonNode container(Row row) {
    var shape = Assets.shape(row);
    Pages.all(store.resources(), Optional.of(row.id()), Types.ENVIRONMENT_VERSION)
        .reduce((one, other) -> one.createdAt().isAfter(other.createdAt()) ? one : other)
        .ifPresent(newest -> {
          if (shape.path("properties") instanceof ObjectNode properties) {
            properties.put("latestVersion", newest.id().name());
          }
        });
    return shape;
  }

  private Reply versions(Request request) {
    new Finder(store).workspace(request);
    var parent = Ids.inWorkspace(request, "environments");
    return Pages.newest(
        request,
        Pages.all(store.resources(), Optional.of(parent), Types.ENVIRONMENT_VERSION),
        Environments::shape);
  }

  private Reply get(Request request) {
    new Finder(store).workspace(request);
    return Reply.ok(shape(new Finder(store).environment(Ids.version(request, "environments"))));
  }

  private Reply put(Request request) {
    var workspace = new Finder(store).workspace(request);
    Finder.checkNotGoing(workspace);
    var id = Ids.version(request, "environments");
    Ids.checkNew(id);
    Ids.checkNew(id.parent().orElseThrow());
    var properties = Json.child(request.json(), "properties");
    var image = checkImage(properties);
    var written =
        new Assets(store)
            .put(
                id,
                workspace.location(),
                properties,
                there -> {
                  if (!there.properties().path("image").asText().equals(image)) {
                    throw Refusal.conflict(
                        "EnvironmentVersionExists",
                        "Environment '%s' has image '%s'; versions do not change"
                            .formatted(id, there.properties().path("image").asText()),
                        "Put the other image under another version");
                  }
                });
    return Reply.of(written.created() ? 201 : 200, shape(written.row()));
  }

  private static String checkImage(ObjectNode properties) {
    if (properties.hasNonNull("condaFile") || properties.hasNonNull("build")) {
      throw Refusal.wrong(
          "EnvironmentBuildUnsupported",
          "The environment asks for an image to be built, from a conda file or a build context",
          "Build the image yourself, push it where the cluster can pull it, and give only 'image'");
    }
    return Json.text(properties, "image")
        .orElseThrow(() ->
            Refusal.wrong(
                "EnvironmentImageMissing",
                "The environment names no image",
                "Give 'image', such as python:3.11"));
  }

  private static JsonNode shape(Row row) {
    var shape = Assets.shape(row);
    if (shape.path("properties") instanceof ObjectNode properties) {
      properties.put("osType", "Linux").put("environmentType", "UserCreated");
    }
    return shape;
  }
}
