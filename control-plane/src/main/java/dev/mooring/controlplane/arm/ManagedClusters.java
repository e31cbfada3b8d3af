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
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Kubernetes clusters, registered with a kubeconfig, which only who asks for it gets back. */
final class ManagedClusters {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final String KUBECONFIG = "kubeconfig";
  private static final String VERSION = "kubernetesVersion";

  private final Store store;

  ManagedClusters(Store store) {
    this.store = store;
  }

  /** The name of the secret that holds a cluster's kubeconfig. */
  static String secret(ResourceId cluster) {
    return "kubeconfig/" + cluster.key();
  }

  /** The id of the agent on it; stays for the registration's life. */
  static String agent(Row cluster) {
    return cluster.properties().path("agentId").asText();
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", Ids.GROUP + Ids.AKS, this::list),
        Route.of("GET", Ids.SUBSCRIPTION + Ids.AKS, this::listAll),
        Route.of("PUT", Ids.CLUSTER, this::put),
        Route.of("GET", Ids.CLUSTER, this::get),
        Route.of("DELETE", Ids.CLUSTER, this::delete),
        Route.of(
            "POST",
            Ids.CLUSTER + "/listClusterAdminCredential",
            request -> credential(request, "clusterAdmin")),
        Route.of(
            "POST",
            Ids.CLUSTER + "/listClusterUserCredential",
            request -> credential(request, "clusterUser")));
  }

  private Reply list(Request request) {
    return Pages.byName(
        request,
        store.resources(),
        Ids.group(request),
        Types.MANAGED_CLUSTER,
        ManagedClusters::shape);
  }

  private Reply listAll(Request request) {
    var subscription = Ids.subscription(request).key() + "/";
    var all = Pages.all(store.resources(), Optional.empty(), Types.MANAGED_CLUSTER);
    return Pages.newest(
        request,
        all.filter(row -> row.id().key().startsWith(subscription)),
        ManagedClusters::shape);
  }

  private Reply put(Request request) {
    var id = Ids.cluster(request);
    Ids.checkNew(id, NAME, "letters, digits, '-' and '_', at most 63, the first no '-' or '_'");
    Finder.checkNotGoing(new Finder(store).group(request));
    var body = request.json();
    var kubeconfig = Json.text(body.path("properties"), KUBECONFIG).map(Kubeconfig::check);
    var fresh = UUID.randomUUID().toString();
    if (kubeconfig.isEmpty() && store.secrets().find(secret(id)).isEmpty()) {
      throw Refusal.wrong(
          "KubeconfigMissing",
          "Cluster '%s' has no kubeconfig, and the call brings none".formatted(id.name()),
          "Give it as base64 in properties.kubeconfig; `moor cluster register` does");
    }
    // The secret first: whoever sees the cluster can reach it.
    kubeconfig.ifPresent(bytes -> store.secrets().put(secret(id), bytes));
    var written =
        store
            .resources()
            .ask(id, found -> Optional.of(draft(id, body, found, fresh)))
            .orElseThrow();
    return Reply.of(written.created() ? 201 : 200, shape(written.row()));
  }

  private static Draft draft(
      ResourceId id, ObjectNode body, Optional<Row> found, String freshAgent) {
    found.ifPresent(Finder::checkNotGoing);
    var properties = Json.child(body, "properties");
    // What was seen by the one before may be of another cluster.
    var seen = properties.has(KUBECONFIG) ? Optional.<Row>empty() : found;
    properties.remove(List.of(KUBECONFIG, VERSION));
    properties.put("agentId", found.map(ManagedClusters::agent).orElse(freshAgent));
    return new Draft(
        id,
        Json.text(body, "location").or(() -> found.map(Row::location)).orElse(Finder.LOCATION),
        Json.texts(body, "tags"),
        properties,
        seen.map(Row::observed).orElse(Json.object()),
        Row.State.SUCCEEDED,
        Optional.empty(),
        List.of(),
        false);
  }

  private Reply get(Request request) {
    return Reply.ok(shape(new Finder(store).cluster(Ids.cluster(request))));
  }

  private Reply delete(Request request) {
    var id = Ids.cluster(request);
    Pages.all(store.resources(), Optional.empty(), Types.COMPUTE)
        .filter(compute -> Computes.cluster(compute).equals(id))
        .findFirst()
        .ifPresent(compute -> {
          throw Refusal.conflict(
              "ClusterInUse",
              "Compute '%s' is on cluster '%s'".formatted(compute.id(), id.name()),
              "Detach it first: `moor compute detach`");
        });
    return Removal.begin(store, request, id);
  }

  private Reply credential(Request request, String name) {
    var row = new Finder(store).cluster(Ids.cluster(request));
    var kubeconfig =
        store
            .secrets()
            .find(secret(row.id()))
            .orElseThrow(() ->
                Refusal.absent(
                    "KubeconfigMissing",
                    "Cluster '%s' has no kubeconfig any more".formatted(row.id().name()),
                    "Register it again: `moor cluster register`"));
    var body = Json.object();
    body.putArray("kubeconfigs")
        .addObject()
        .put("name", name)
        .put("value", Base64.getEncoder().encodeToString(kubeconfig));
    return Reply.ok(body);
  }

  /** With the version that it told when it was last attached to. */
  private static JsonNode shape(Row row) {
    var properties = Shapes.properties(row);
    Json.text(row.observed(), VERSION).ifPresent(version -> properties.put(VERSION, version));
    return Shapes.resource(row, properties);
  }
}
