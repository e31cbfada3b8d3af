package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.job.Download;
import dev.mooring.crd.AmlJobPhase;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it stops the cluster")
final class PlatformRestartTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void jobsOfBeforeComeToTheirEndsAfterwards() throws InterruptedException {
    try (var sandbox = Sandbox.open();
        var arm = Lab.platform();
        var compute = Compute.attach(arm, sandbox.namespace(), sandbox.namespace())) {
      var runs = describe("runs", sandbox, compute, true);
      runs.submit(arm, line -> {});
      runs.awaitStatus(arm, "Running");
      var waits = describe("waits", sandbox, compute, false);
      try (var _ = Cut.of(Cut.RELAY)) {
        waits.submit(arm, line -> {});
        restart();
        assertThat(waits.onCluster()).as("it was not sent").isEmpty();
      }

      waits.awaitStatus(arm, "Completed");
      var back = folder.resolve("back");
      new Download(arm, line -> {}).run(waits.name(), Optional.empty(), back);
      waits.check(back);

      // Its pod died with its node, and whether to run a command twice is its user's to say.
      runs.awaitStatus(arm, "Failed");
      assertThat(runs.onCluster()).contains(AmlJobPhase.FAILED);
      assertThat(runs.properties(arm).at("/statusReason/code").asText()).isNotEmpty();
    }
  }

  private CountingJob describe(String what, Sandbox sandbox, Compute compute, boolean gated) {
    return CountingJob.describe(
        sandbox.namespace() + "-" + what, sandbox, compute.name(), folder.resolve(what), gated);
  }

  private static void restart() throws InterruptedException {
    var cluster = Lab.setting("MOORING_E2E_CLUSTER");
    for (var command : new String[] {"down", "up"}) {
      var done = Moor.run(command, "--cluster", cluster);
      assertThat(done.exitCode()).as(done.text()).isZero();
    }
  }
}
