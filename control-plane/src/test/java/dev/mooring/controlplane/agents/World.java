package dev.mooring.controlplane.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A workspace with a compute on a cluster, and what its jobs refer to. */
public final class World {
  public static final String AGENT = "11111111-2222-3333-4444-555555555555";
  public static final ResourceId GROUP = ResourceId.of("/subscriptions/S/resourceGroups/Mooring");
  public static final ResourceId CLUSTER =
      GROUP.extension("Microsoft.ContainerService", "managedClusters", "moor");
  public static final ResourceId WORKSPACE =
      GROUP.extension("Microsoft.MachineLearningServices", "workspaces", "main");
  public static final ResourceId COMPUTE = WORKSPACE.child("computes", "cpu");
  public static final String PATH = "/v1/namespaces/team-a/jobs/j";

  private static final JsonMapper MAPPER = new JsonMapper();

  private World() {}

  /** All but the jobs; the compute is in the given state. */
  public static void make(Store store, Row.State compute) {
    put(store, CLUSTER, "{'agentId': '%s'}".formatted(AGENT), Row.State.SUCCEEDED);
    put(
        store,
        WORKSPACE,
        "{'workspaceId': 'abcdef01-2345-6789-abcd-ef0123456789'}",
        Row.State.SUCCEEDED);
    compute(store, COMPUTE, "team-a", compute);
    put(
        store,
        WORKSPACE.child("environments", "e").child("versions", "1"),
        "{'image': 'python:3.11'}",
        Row.State.SUCCEEDED);
    put(
        store,
        WORKSPACE.child("codes", "c").child("versions", "1"),
        "{'codeUri': 'https://moorabcdef0123.blob.core.mooring.internal:8443/code-1/src'}",
        Row.State.SUCCEEDED);
  }

  public static void compute(Store store, ResourceId id, String namespace, Row.State state) {
    put(
        store,
        id,
        "{'resourceId': '%s', 'computeType': 'Kubernetes', 'properties': {'namespace': '%s'}}"
            .formatted(CLUSTER, namespace),
        state);
  }

  public static ResourceId job(String name) {
    return WORKSPACE.child("jobs", name);
  }

  /** The properties of a plain job. */
  public static String plain() {
    return """
    {'jobType': 'Command', 'command': 'python train.py', 'codeId': '%1$s/codes/c/versions/1',
     'environmentId': '%1$s/environments/e/versions/1', 'computeId': '%1$s/computes/cpu'}
    """
        .formatted(WORKSPACE);
  }

  /** Submits a job, as the REST API does. */
  public static ResourceId submit(Store store, String name, String properties) {
    var id = job(name);
    put(store, id, properties, Row.State.SUCCEEDED);
    store.tasks().add(Task.now(JobDrafts.TASK, id.key(), AGENT));
    return id;
  }

  /** Asks for a job to be cancelled, as the REST API does. */
  public static void cancel(Store store, ResourceId job) {
    store
        .resources()
        .ask(
            job,
            row ->
                row.filter(it -> !JobSeenJson.read(it.observed()).status().ended())
                    .map(it ->
                        Draft.of(it)
                            .withObserved(
                                it.observed() instanceof ObjectNode object
                                    ? object.deepCopy().put("status", "CancelRequested")
                                    : it.observed())
                            .withTasks(Task.now(JobDrafts.TASK, job.key(), AGENT))));
  }

  /** Asks for a job to be deleted, as the REST API does. */
  public static void delete(Store store, ResourceId job) {
    store
        .resources()
        .ask(
            job,
            row ->
                row.map(it ->
                    Draft.of(it)
                        .with(Row.State.DELETING, Optional.empty())
                        .withTasks(Task.now(JobDrafts.TASK, job.key()))));
  }

  public static void put(Store store, ResourceId id, String properties, Row.State state) {
    store
        .resources()
        .ask(
            id,
            before ->
                Optional.of(
                    new Draft(
                        id,
                        "local",
                        Map.of(),
                        json(properties),
                        before.map(Row::observed).orElse(JsonNodeFactory.instance.objectNode()),
                        state,
                        Optional.empty(),
                        List.of(),
                        false)));
  }

  public static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public static JobSeen seen(Store store, ResourceId job) {
    return JobSeenJson.read(store.resources().find(job).orElseThrow().observed());
  }
}
