package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Json;
import java.util.List;

/** A compute of a test's own, on the lab's cluster; what it asks ends well or throws. */
record Compute(Arm arm, String name, String namespace) implements AutoCloseable {
  /** As {@code moor up} registered it. */
  private static final String CLUSTER = "local";

  static Compute attach(Arm arm, String name, String namespace) {
    var compute = new Compute(arm, name, namespace);
    compute.attach();
    return compute;
  }

  void attach() {
    var id = arm.scope().computeId(name);
    var body = Json.object().put("location", "local");
    body.putObject("properties")
        .put("computeType", "Kubernetes")
        .put("resourceId", arm.scope().clusterId(CLUSTER).toString())
        .putObject("properties")
        .put("namespace", namespace);
    arm.await(arm.put(id, body), () -> {});
    assertThat(arm.get(id).at("/properties/provisioningState").asText())
        .as("compute %s", name)
        .isEqualTo("Succeeded");
  }

  void detach() {
    var id = arm.scope().computeId(name);
    arm.await(arm.delete(id, "underlyingResourceAction=Detach"), () -> {});
    assertThat(arm.find(id)).as("compute %s", name).isEmpty();
  }

  /** Ends what a test has left that failed, and detaches. */
  @Override
  public void close() {
    running().forEach(job -> arm.post(arm.scope().jobId(job), "cancel", Json.object()));
    Sandbox.await("the jobs of %s have ended".formatted(name)).until(() -> running().isEmpty());
    detach();
  }

  private List<String> running() {
    var id = arm.scope().computeId(name).toString();
    return arm.list(arm.scope().workspaceId() + "/jobs", "").stream()
        .filter(job -> job.at("/properties/computeId").asText().equalsIgnoreCase(id))
        .filter(job -> !CountingJob.isEnd(job.at("/properties/status").asText()))
        .map(job -> job.path("name").asText())
        .toList();
  }
}
