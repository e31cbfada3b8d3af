package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.submit.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it kills what the other tests' jobs need")
final class KillTest {
  private static final int KILLS = 20;
  private static final int MEMBERS = 3;

  @Test
  void gangsEndRightAndNothingIsDoubledWhateverIsKilledMeanwhile() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var components =
        List.of(
            new Component("aml-pytorch-operator"), new Component("azureml-connector-scheduler"));
    try (var slots = Slots.one("kill");
        var sandbox = Sandbox.open();
        var history = new PodHistory(sandbox.namespace())) {
      var jobs = new ArrayList<JobId>();
      for (var i = 0; i < KILLS; i++) {
        // One gang at a time fits, so that the later ones are still being placed.
        jobs.add(
            sandbox.submit(
                Manifests.job(
                    "kill-" + i, MEMBERS - 1, "true", "{%s: 1}".formatted(slots.name()))));
        // Not a wait for something, but the moment of the kill.
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1500)).toNanos());
        var victim = components.get(random.nextInt(components.size()));
        var before = victim.restarts();
        victim.kill();
        Sandbox.await(victim.name() + " runs again")
            .until(() -> victim.restarts() > before && victim.isReady());
      }
      for (var job : jobs) {
        var status =
            sandbox.statusThat(
                "%s ended (seed %d)".formatted(job, seed),
                job,
                s -> List.of("Succeeded", "Failed").contains(Sandbox.state(s)));
        assertThat(Sandbox.state(status))
            .as("%s, seed %d: %s", job, seed, status)
            .isEqualTo("Succeeded");
        assertThat(history.made(job.name()))
            .as("pods of %s, seed %d", job, seed)
            .isEqualTo(MEMBERS);
      }
      assertThat(history.moments())
          .as("one gang at a time has the slots")
          .allMatch(moment -> jobs.stream().filter(j -> moment.seated(j.name()) > 0).count() <= 1);
    }
  }
}
