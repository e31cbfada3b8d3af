package dev.mooring.controlplane.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.http.Refusal;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.http.Route;
import dev.mooring.store.Agent;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import dev.mooring.store.Written;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Clusters attached to a workspace. Attaching and detaching are the reconcilers' work. */
final class Computes {
  static final String TASK = "compute";

  private static final String PATH = Ids.WORKSPACE + "/computes";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,23}");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private final Store store;

  Computes(Store store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, this::list),
        Route.of("PUT", PATH + "/{name}", this::put),
        Route.of("GET", PATH + "/{name}", this::get),
        Route.of("DELETE", PATH + "/{name}", this::delete));
  }

  /** The cluster that a compute is. */
  static ResourceId cluster(Row compute) {
    return ResourceId.of(compute.properties().path("resourceId").asText());
  }

  static String namespace(ObjectNode properties) {
    return Json.text(properties.path("properties"), "namespace").orElse("default");
  }

  private Reply list(Request request) {
    var workspace = new Finder(store).workspace(request);
    var agents = new HashMap<ResourceId, Optional<Agent>>();
    return Pages.byName(
        request,
        store.resources(),
        workspace.id(),
        Types.COMPUTE,
        row -> shape(row, agents.computeIfAbsent(cluster(row), store.agents()::on)));
  }

  private Reply get(Request request) {
    new Finder(store).workspace(request);
    return Reply.ok(shape(new Finder(store).compute(Ids.inWorkspace(request, "computes"))));
  }

  private Reply put(Request request) {
    var finder = new Finder(store);
    var workspace = finder.workspace(request);
    Finder.checkNotGoing(workspace);
    var id = Ids.inWorkspace(request, "computes");
    Ids.checkNew(id, NAME, "letters, digits and '-', 2 to 24, the first a letter");
    var body = request.json();
    var properties = asked(body);
    var location = Json.text(body, "location").orElse(workspace.location());
    Finder.checkNotGoing(
        finder.cluster(Ids.parse("properties.resourceId", resourceId(properties))));
    var written =
        store
            .resources()
            .ask(
                id,
                found -> {
                  found.ifPresent(row -> checkSamePlace(row, properties));
                  return Optional.of(
                      new Draft(
                          id,
                          location,
                          Json.texts(body, "tags"),
                          properties,
                          found.map(AgentView::withoutPods).orElse(Json.object()),
                          next(found),
                          Optional.empty(),
                          List.of(Task.now(TASK, id.key())),
                          true));
                })
            .orElseThrow();
    return Operations.put(request, written, shape(written.row()));
  }

  /** One that never stood is still being made, however often it is asked for. */
  private static Row.State next(Optional<Row> found) {
    return found.isEmpty() || found.get().state() == Row.State.CREATING
        ? Row.State.CREATING
        : Row.State.UPDATING;
  }

  private static ObjectNode asked(ObjectNode body) {
    var properties = Json.child(body, "properties");
    var type = Json.text(properties, "computeType").orElse("");
    if (!type.equalsIgnoreCase("Kubernetes")) {
      throw Refusal.wrong(
          "ComputeTypeUnsupported",
          "A compute of type '%s' cannot be made here".formatted(type),
          "Attach a Kubernetes cluster: computeType 'Kubernetes' with its resourceId");
    }
    if (resourceId(properties).isEmpty()) {
      throw Refusal.wrong(
          "ResourceIdMissing",
          "properties.resourceId does not say which cluster to attach",
          "Give the id of a registered cluster; `moor cluster list` shows them");
    }
    var namespace = namespace(properties);
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw Refusal.wrong(
          "NamespaceInvalid",
          "'%s' is not the name of a namespace".formatted(namespace),
          "Use lower-case letters, digits and '-', at most 63");
    }
    var inner = Json.child(properties, "properties").put("namespace", namespace);
    properties.put("computeType", "Kubernetes").set("properties", inner);
    return properties;
  }

  private static String resourceId(ObjectNode properties) {
    return Json.text(properties, "resourceId").orElse("");
  }

  private static void checkSamePlace(Row row, ObjectNode asked) {
    Finder.checkNotGoing(row);
    var there = Shapes.asked(row);
    var same =
        cluster(row).equals(Ids.parse("properties.resourceId", resourceId(asked)))
            && namespace(there).equals(namespace(asked));
    if (!same) {
      throw Refusal.conflict(
          "ComputeElsewhere",
          "Compute '%s' is on cluster '%s' in namespace '%s'; neither can change"
              .formatted(row.id().name(), cluster(row).name(), namespace(there)),
          "Detach it first, then attach it anew: `moor compute detach`");
    }
  }

  /** Its jobs are cancelled before it goes. */
  private Reply delete(Request request) {
    new Finder(store).workspace(request);
    var id = Ids.inWorkspace(request, "computes");
    var written =
        store
            .resources()
            .ask(
                id,
                found ->
                    found.map(row ->
                        Draft.of(row)
                            .with(Row.State.DELETING, Optional.empty())
                            .withTasks(Task.now(TASK, id.key()))
                            .withOperation()));
    return written
        .flatMap(Written::operation)
        .map(operation -> Operations.accepted(request, operation))
        .orElse(Reply.empty(204));
  }

  private ObjectNode shape(Row row) {
    return shape(row, store.agents().on(cluster(row)));
  }

  private static ObjectNode shape(Row row, Optional<Agent> agent) {
    var properties = Shapes.properties(row);
    properties
        .put("computeLocation", row.location())
        .put("createdOn", row.createdAt().toString())
        .put("modifiedOn", row.modifiedAt().toString())
        .put("isAttachedCompute", true)
        .put("disableLocalAuth", false);
    if (!properties.has("description")) {
      properties.putNull("description");
    }
    var errors = properties.putArray("provisioningErrors");
    row.problem().ifPresent(why -> errors.add(Json.error(why)));
    var inner = Json.child(properties, "properties");
    if (!inner.has("defaultInstanceType")) {
      inner.put("defaultInstanceType", "defaultinstancetype");
    }
    properties.set("properties", inner);
    properties.set("mooring", AgentView.of(row, agent));
    return Shapes.resource(row, properties);
  }
}
