package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.job.Download;
import dev.mooring.cli.rest.Arm;
import dev.mooring.crd.AmlJobPhase;
import java.nio.file.Path;
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
  void whatHappenedWhileTheRelayWasCutIsSeenAfterwards() {
    var ends = submit("ends");
    var stays = submit("stays");
    ends.awaitStatus(arm, "Running");
    stays.awaitStatus(arm, "Running");
    try (var _ = Cut.of(Cut.RELAY)) {
      ends.open();
      ends.awaitOnCluster(AmlJobPhase.COMPLETED);
      assertThat(ends.status(arm)).as("nobody can have told").isNotEqualTo("Completed");
    }
    check(ends);
    assertThat(stays.status(arm)).isEqualTo("Running");
    stays.open();
    check(stays);
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
