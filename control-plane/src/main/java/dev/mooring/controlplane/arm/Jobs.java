package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.mooring.store.Task;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Command jobs. Running them is the reconcilers' work, and the cluster's. */
final class Jobs {
  static final String TASK = "job";

  private static final String PATH = Ids.WORKSPACE + "/jobs";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,254}");

  private final Store store;

  Jobs(Store store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, this::list),
        Route.of("PUT", PATH + "/{name}", this::put),
        Route.of("GET", PATH + "/{name}", this::get),
        Route.of("DELETE", PATH + "/{name}", this::delete),
        Route.of("POST", PATH + "/{name}/cancel", this::cancel),
        Route.of("GET", PATH + "/{name}/cancel", this::cancelled));
  }

  private static ResourceId id(Request request) {
    return Ids.inWorkspace(request, "jobs");
  }

  private Reply list(Request request) {
    var workspace = new Finder(store).workspace(request);
    var shown = view(request.query("listViewType").orElse("ActiveOnly"));
    return Pages.newest(
        request,
        Pages.all(store.resources(), Optional.of(workspace.id()), Types.JOB).filter(shown),
        JobView::shape);
  }

  private static Predicate<Row> view(String type) {
    Predicate<Row> archived = row -> row.properties().path("isArchived").asBoolean(false);
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "all" -> _ -> true;
      case "archivedonly" -> archived;
      default -> archived.negate();
    };
  }

  private Reply get(Request request) {
    new Finder(store).workspace(request);
    return Reply.ok(JobView.shape(new Finder(store).job(id(request))));
  }

  private Reply put(Request request) {
    var finder = new Finder(store);
    var workspace = finder.workspace(request);
    Finder.checkNotGoing(workspace);
    var id = id(request);
    Ids.checkNew(
        id, NAME, "letters, digits, '-' and '_', at most 255, the first a letter or digit");
    var body = request.json();
    if (store.resources().find(id).isPresent()) {
      return change(id, Json.child(body, "properties"));
    }
    var checked = new JobChecks(finder, workspace).check(body);
    var draft =
        Assets.draft(id, workspace.location(), named(checked.properties(), id.name()))
            .withObserved(Json.object().put("status", JobView.NOT_STARTED))
            .withTasks(Task.now(TASK, id.key(), checked.agent()));
    var written =
        store
            .resources()
            .ask(
                id,
                found ->
                    found.isPresent()
                        ? JobChanges.apply(found.get(), checked.properties())
                        : Optional.of(draft));
    return written
        .map(done -> Reply.of(done.created() ? 201 : 200, JobView.shape(done.row())))
        .orElseGet(() -> Reply.ok(JobView.shape(finder.job(id))));
  }

  private static ObjectNode named(ObjectNode properties, String name) {
    if (Json.text(properties, "displayName").isEmpty()) {
      properties.put("displayName", name);
    }
    if (Json.text(properties, "experimentName").isEmpty()) {
      properties.put("experimentName", "Default");
    }
    return properties;
  }

  private Reply change(ResourceId id, ObjectNode asked) {
    store.resources().ask(id, found -> found.flatMap(row -> JobChanges.apply(row, asked)));
    return Reply.ok(JobView.shape(new Finder(store).job(id)));
  }

  private Reply cancel(Request request) {
    var finder = new Finder(store);
    finder.workspace(request);
    var job = finder.job(id(request));
    var agent = agent(job);
    var written = store.resources().ask(job.id(), found -> found.map(row -> cancelled(row, agent)));
    if (written.isEmpty()) {
      throw gone(job);
    }
    return Operations.waiting(cancelLink(request));
  }

  private static Draft cancelled(Row row, Optional<String> agent) {
    Finder.checkNotGoing(row);
    if (JobView.ended(row)) {
      throw Refusal.conflict(
          "JobAlreadyEnded",
          "Job '%s' has ended: %s%s"
              .formatted(
                  row.id().name(),
                  JobView.status(row),
                  JobView.problem(row).map(why -> " (" + why.message() + ")").orElse("")),
          "There is nothing to cancel; `moor job show` tells the rest");
    }
    var observed = Shapes.observed(row).put("status", JobView.CANCEL_REQUESTED);
    return Draft.of(row)
        .withObserved(observed)
        .withTasks(new Task(TASK, row.id().key(), agent, Duration.ZERO));
  }

  /** The agent of the job's cluster; empty when that is not there any more. */
  private Optional<String> agent(Row job) {
    return JobView.compute(job)
        .flatMap(store.resources()::find)
        .map(Computes::cluster)
        .flatMap(store.resources()::find)
        .map(ManagedClusters::agent);
  }

  private static Refusal gone(Row job) {
    return Refusal.absent(
        "JobNotFound",
        "Job '%s' was deleted meanwhile".formatted(job.id().name()),
        "There is nothing left to do");
  }

  private static String cancelLink(Request request) {
    return "%s%s/cancel?api-version=2023-04-01-preview"
        .formatted(request.target().base(), id(request));
  }

  /** Polled after a cancel: 202 until the job has ended. */
  private Reply cancelled(Request request) {
    var job = new Finder(store).job(id(request));
    return JobView.ended(job) ? Reply.empty(200) : Operations.waiting(cancelLink(request));
  }

  /** Its logs and outputs stay in the storage account. */
  private Reply delete(Request request) {
    new Finder(store).workspace(request);
    var job = store.resources().find(id(request));
    if (job.isEmpty()) {
      return Reply.empty(204);
    }
    if (!JobView.ended(job.get())) {
      throw Refusal.conflict(
          "JobNotEnded",
          "Job '%s' is %s".formatted(job.get().id().name(), JobView.status(job.get())),
          "Cancel it first: `moor job cancel`");
    }
    // Its own task takes it off its cluster first, so that its name is free there too.
    return Removal.begin(
        store,
        request,
        job.get().id(),
        new Task(TASK, job.get().id().key(), Optional.empty(), Duration.ZERO));
  }
}
