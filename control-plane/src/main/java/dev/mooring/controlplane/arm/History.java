package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.List;
import java.util.Optional;

/** The history data plane: what the SDK reads while it streams a job and when it downloads one. */
final class History {
  private static final String PATH = "/history/v1.0" + Ids.WORKSPACE;
  private static final String RUN = PATH + "/runs/{name}";
  private static final String IN_EXPERIMENT = PATH + "/experiments/{experiment}/runs/{name}";

  private final Store store;
  private final Storage storage;

  History(Store store, Storage storage) {
    this.store = store;
    this.storage = storage;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", RUN, this::run),
        Route.of("GET", RUN + "/details", this::details),
        Route.of("GET", RUN + "/children", this::children),
        Route.of("GET", RUN + "/serviceinstances/{node}", this::services),
        Route.of("PATCH", RUN, this::patch),
        Route.of("PATCH", IN_EXPERIMENT, this::patch),
        Route.of("POST", PATH + "/rundata", this::data));
  }

  private Row job(Request request) {
    new Finder(store).workspace(request);
    return new Finder(store).job(Ids.inWorkspace(request, "jobs"));
  }

  private Reply run(Request request) {
    return Reply.ok(metadata(job(request)));
  }

  private Reply details(Request request) {
    var workspace = new Finder(store).workspace(request);
    var job = job(request);
    var body = metadata(job);
    body.set("logFiles", Json.of(storage.logs(workspace, job.id().name())));
    body.putArray("warnings");
    if (JobView.status(job).equals("Failed")) {
      JobView.problem(job).ifPresent(why -> body.set("error", Json.error(why)));
    }
    return Reply.ok(body);
  }

  private static ObjectNode metadata(Row job) {
    var body =
        Json.object()
            .put("runId", job.id().name())
            .put("status", JobView.status(job))
            .put("displayName", Json.text(job.properties(), "displayName").orElse(""))
            .put("createdUtc", job.createdAt().toString())
            .put("hidden", job.properties().path("isArchived").asBoolean(false));
    time(job, "startTime").ifPresent(time -> body.put("startTimeUtc", time));
    time(job, "endTime").ifPresent(time -> body.put("endTimeUtc", time));
    body.set("tags", Json.child(job.properties(), "tags"));
    body.set("properties", Json.child(job.properties(), "properties"));
    return body;
  }

  private static Optional<String> time(Row job, String field) {
    return Json.text(job.observed(), field);
  }

  /** Only pipelines and sweeps have any. */
  private Reply children(Request request) {
    job(request);
    return Pages.page(request, List.<JsonNode>of(), Optional.empty());
  }

  private Reply services(Request request) {
    job(request);
    var body = Json.object();
    body.putObject("instances");
    return Reply.ok(body);
  }

  /** Archives and restores, and sets tags; a tag that is null goes. */
  private Reply patch(Request request) {
    var job = job(request);
    var asked = request.json();
    store.resources().ask(job.id(), found -> found.map(row -> patched(row, asked)));
    return Reply.ok(metadata(new Finder(store).job(job.id())));
  }

  private static Draft patched(Row row, ObjectNode asked) {
    Finder.checkNotGoing(row);
    var properties = Shapes.asked(row);
    if (asked.path("hidden").isBoolean()) {
      properties.put("isArchived", asked.path("hidden").booleanValue());
    }
    for (var field : List.of("displayName", "description")) {
      Json.text(asked, field).ifPresent(text -> properties.put(field, text));
    }
    var tags = Json.child(properties, "tags");
    asked
        .path("tags")
        .properties()
        .forEach(tag -> {
          if (tag.getValue().isNull()) {
            tags.remove(tag.getKey());
          } else {
            tags.set(tag.getKey(), tag.getValue());
          }
        });
    properties.set("tags", tags);
    return Draft.of(row).withProperties(properties);
  }

  private Reply data(Request request) {
    var workspace = new Finder(store).workspace(request);
    var name =
        Json.text(request.json(), "runId")
            .filter(text -> !text.contains("/"))
            .orElseThrow(() ->
                Refusal.wrong("RunIdMissing", "The body has no runId", "Give the name of a job"));
    var job = new Finder(store).job(workspace.id().child("jobs", name));
    var body = Json.object();
    var metadata = metadata(job);
    metadata.putObject("outputs");
    body.set("runMetadata", metadata);
    return Reply.ok(body);
  }
}
