package dev.mooring.e2e;

import static dev.mooring.e2e.Shell.FOR_EVER;
import static dev.mooring.e2e.Shell.Role.one;
import static dev.mooring.e2e.Shell.WAITS_FOR_PEERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.Restarts;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Operators are killed while jobs of every fate run: each job comes to its own end. */
@Isolated("it kills what the other tests' jobs need")
final class OperatorKillTest {
  private static final int KILLS =
      Integer.parseInt(System.getenv().getOrDefault("MOORING_E2E_KILLS", "5"));

  private static final int JOBS = 5 * KILLS;

  /** Long enough that retries do not keep the machine busy. */
  private static final String MOODY = "sleep 15; [ \"$MOOD\" = good ] || exit 137";

  /** What becomes of a job. */
  private enum Fate {
    SUCCEEDS,
    FAILS_FOR_GOOD,
    USES_UP_ITS_RETRIES,
    RETRIES_AND_SUCCEEDS,
    RESTARTS_AS_A_GANG;

    String manifest(String name, boolean tensorFlow) {
      return switch (this) {
        case SUCCEEDS ->
            tensorFlow
                ? Shell.mpiJob(
                    name,
                    "{}",
                    one("Launcher", "Never", "sleep 20"),
                    one("Worker", "Never", FOR_EVER))
                : Shell.pyTorchJob(
                    name,
                    "{}",
                    one("Master", "Never", "sleep 20"),
                    one("Worker", "Never", "sleep 5"));
        case FAILS_FOR_GOOD -> job(name, "{}", "sleep 10; exit 3", tensorFlow);
        case USES_UP_ITS_RETRIES -> job(name, "{backoffLimit: 2}", "sleep 8; exit 137", tensorFlow);
        case RETRIES_AND_SUCCEEDS -> job(name, "{}", MOODY, tensorFlow);
        case RESTARTS_AS_A_GANG ->
            Shell.pyTorchJob(
                name,
                "{restartScope: Job}",
                one("Master", "OnFailure", WAITS_FOR_PEERS),
                one("Worker", "OnFailure", MOODY));
      };
    }

    private static String job(String name, String policy, String command, boolean tensorFlow) {
      var worker = one("Worker", "ExitCode", command);
      return tensorFlow
          ? Shell.tfJob(name, "runPolicy: " + policy, worker)
          : Shell.pyTorchJob(name, policy, worker);
    }

    String end() {
      return switch (this) {
        case SUCCEEDS, RETRIES_AND_SUCCEEDS, RESTARTS_AS_A_GANG -> "Succeeded";
        case FAILS_FOR_GOOD, USES_UP_ITS_RETRIES -> "Failed";
      };
    }

    /**
     * How many pods a job had that was restarted so often: none is doubled, no restart forgotten.
     */
    long pods(int restarts) {
      return switch (this) {
        case SUCCEEDS -> 2;
        case FAILS_FOR_GOOD -> 1;
        case USES_UP_ITS_RETRIES -> 3;
        case RETRIES_AND_SUCCEEDS -> 1L + restarts;
        case RESTARTS_AS_A_GANG -> 2L * (1 + restarts);
      };
    }
  }

  private record Running(Fate fate, TrainingJob job) {}

  @Test
  void eachJobEndsAsItShouldWhateverIsKilledMeanwhile() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    try (var sandbox = Sandbox.open();
        var history = new PodHistory(sandbox.namespace())) {
      var jobs =
          IntStream.range(0, JOBS)
              .mapToObj(number -> {
                var fate = Fate.values()[number % Fate.values().length];
                var manifest = fate.manifest("kill-" + number, number % 2 == 1);
                return new Running(fate, TrainingJob.create(sandbox, manifest));
              })
              .toList();
      for (var kill = 0; kill < KILLS; kill++) {
        // Not a wait for something, but the moment of the kill.
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3000)).toNanos());
        kill(victims().get(random.nextInt(3)));
      }
      sandbox.goodMood();
      for (var running : jobs) {
        check(running, history, seed);
      }
    }
  }

  private static List<Component> victims() {
    return List.of(
        new Component("aml-pytorch-operator"),
        new Component("aml-tf-job-operator"),
        new Component("aml-mpi-operator"));
  }

  private static void kill(Component victim) {
    var before = victim.restarts();
    victim.kill();
    Sandbox.await(victim.name() + " runs again")
        .until(() -> victim.restarts() > before && victim.isReady());
  }

  private static void check(Running running, PodHistory history, long seed) {
    var status = running.job().ended();
    var described = "%s, seed %d: %s".formatted(running, seed, status);
    assertThat(Sandbox.state(status)).as(described).isEqualTo(running.fate().end());
    assertThat(history.made(running.job().name()))
        .as("pods of " + described)
        .isEqualTo(running.fate().pods(Restarts.of(status).count()));
    if (running.fate() == Fate.USES_UP_ITS_RETRIES) {
      assertThat(Restarts.of(status).count()).as(described).isEqualTo(2);
    }
  }
}
