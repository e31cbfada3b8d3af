package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Json;

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

  @Override
  public void close() {
    detach();
  }
}
