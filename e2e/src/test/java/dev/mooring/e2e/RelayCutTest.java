package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.job.Download;
import dev.mooring.cli.rest.Arm;
import dev.mooring.crd.AmlJobPhase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Jobs do not notice that nobody sees them, and nothing that they said is lost. */
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("it cuts the cluster off")
final class RelayCutTest {
  private final Arm arm = Lab.platform();
  private final Sandbox sandbox = Sandbox.open();

  @TempDir private Path folder = Path.of("unset");

  @BeforeAll
  void attach() {
    Compute.attach(arm, sandbox.namespace(), sandbox.namespace());
  }

  @AfterAll
  void detach() {
    try (arm;
        sandbox;
        var _ = new Compute(arm, sandbox.namespace(), sandbox.namespace())) {
      // Closed in the opposite order.
    }
  }

  @Test
  void whatHappenedWhileTheRelayWasCutIsSeenAfterwards() throws InterruptedException {
    var ends = submit("ends");
    var stays = submit("stays");
    ends.awaitStatus(arm, "Running");
    stays.awaitStatus(arm, "Running");
    try (var _ = Cut.of(Cut.RELAY)) {
      ends.open();
      ends.awaitOnCluster(AmlJobPhase.COMPLETED);
      assertThat(ends.status(arm)).as("nobody can have told").isNotEqualTo("Completed");
      Sandbox.await("the agent counts as silent").until(() -> agent().equals("NotConnected"));
      assertThat(agentStatus()).contains(": NotConnected, last seen 2", "relay-server", "Next: ");
    }
    check(ends);
    assertThat(agentStatus()).contains(": Connected, last seen 2").doesNotContain("Next: ");
    assertThat(stays.status(arm)).isEqualTo("Running");
    stays.open();
    check(stays);
  }

  /** No job needs this one. */
  @Test
  void statusOfTheAgentIsAsItsPodsAreNow() throws InterruptedException {
    var component = "aml-mpi-operator";
    var deployment = "deployment/" + component;
    Sandbox.await("it runs").until(() -> states(component).equals(List.of("Running")));
    try {
      Lab.kubectl("scale", "-n", Component.NAMESPACE, deployment, "--replicas=0");
      Sandbox.await("it is gone from the status").until(() -> states(component).isEmpty());
      assertThat(agentStatus()).contains("relay-server").doesNotContain(component);
    } finally {
      Lab.kubectl("scale", "-n", Component.NAMESPACE, deployment, "--replicas=1");
    }
    Sandbox.await("it runs again").until(() -> states(component).equals(List.of("Running")));
    assertThat(agentStatus()).contains(component);
  }

  private JsonNode mooring() {
    return arm.get(arm.scope().computeId(sandbox.namespace())).at("/properties/mooring");
  }

  private String agent() {
    return mooring().path("agent").asText();
  }

  /** Of a component's pods, as the platform shows them. */
  private List<String> states(String component) {
    return mooring()
        .path("pods")
        .valueStream()
        .filter(pod -> pod.path("component").asText().equals(component))
        .map(pod -> pod.path("state").asText())
        .toList();
  }

  private String agentStatus() throws InterruptedException {
    var status = Moor.run("agent", "status", sandbox.namespace(), "--platform", Lab.name());
    assertThat(status.exitCode()).as(status.text()).isZero();
    return status.text();
  }

  @Test
  void whatWasPrintedWhileTheStorageWasCutOffIsKept() {
    var job = submit("prints");
    job.awaitStatus(arm, "Running");
    try (var cut = Cut.of(Cut.API)) {
      job.open();
      job.awaitCommandEnded();
      Sandbox.await("its log was on its way").until(cut::isFelt);
      // Completed would mean that its log and its outputs are in the storage.
      assertThat(job.onCluster()).contains(AmlJobPhase.RUNNING);
    }
    check(job);
  }

  private CountingJob submit(String what) {
    var name = sandbox.namespace() + "-" + what;
    var job = CountingJob.describe(name, sandbox, sandbox.namespace(), folder.resolve(what), true);
    job.submit(arm, line -> {});
    return job;
  }

  private void check(CountingJob job) {
    job.awaitStatus(arm, "Completed");
    var back = folder.resolve(job.name());
    new Download(arm, line -> {}).run(job.name(), Optional.empty(), back);
    job.check(back);
  }
}
