package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.bench.FakeNodes;
import dev.mooring.cluster.bench.GangKubelet;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The scheduler is killed while it binds gangs that want ten times and more of what there is: what
 * it leaves half done, it completes or undoes when it is back.
 */
@Isolated("it kills what the other tests' jobs need, and makes nodes")
final class SchedulerKillTest {
  private static final int KILLS = setting("MOORING_E2E_KILLS", 3);

  /** There must be more to do before each kill. */
  private static final int GANGS = setting("MOORING_E2E_GANGS", 100 * KILLS / 3);

  private static final int NODES = 8;

  /** A gang's; short, so that there is always one being bound. */
  private static final Duration LIFE = Duration.ofMillis(1500);

  /** Nobody completes or undoes a gang while no scheduler runs. */
  private static final Duration PARTIAL_AT_MOST = Duration.ofSeconds(60);

  private static final Component SCHEDULER = new Component("azureml-connector-scheduler");

  static int setting(String name, int otherwise) {
    return Integer.parseInt(System.getenv().getOrDefault(name, Integer.toString(otherwise)));
  }

  @Test
  void gangsAreBoundWholeOrUndoneWhateverIsKilledMeanwhile() throws InterruptedException {
    var seed = System.nanoTime();
    var random = new Random(seed);
    try (var sandbox = Sandbox.open();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, NODES);
        var watch = GangWatch.begin(sandbox.namespace());
        var kubelet = GangKubelet.start(Lab.connection(), sandbox.namespace(), LIFE);
        var load =
            GangLoad.start(
                sandbox.namespace(), GangLoad.random(sandbox.namespace(), GANGS, random))) {
      for (var kill = 0; kill < KILLS; kill++) {
        Sandbox.await("gangs run").until(() -> !kubelet.ended().isEmpty());
        // Not a wait for something, but the moment of the kill.
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3000)).toNanos());
        assertThat(kubelet.ended())
            .as("gangs that ended before kill %d; there must be more to do, seed %d", kill, seed)
            .hasSizeLessThan(GANGS);
        kill();
      }
      load.awaitMade();
      Sandbox.await("all gangs have run (seed %d)".formatted(seed))
          .atMost(Duration.ofMinutes(4).plus(LIFE.multipliedBy(GANGS)))
          .until(() -> kubelet.ended().size() == GANGS);
      var history = watch.history(GangLoad.LABEL, load.gangs());
      assertThat(history.violations(PARTIAL_AT_MOST))
          .as(
              "seed %d, %d kills, %d gangs, %d events; partial for %s at most",
              seed, KILLS, GANGS, history.events().size(), history.longestPartial())
          .isEmpty();
    }
  }

  private static void kill() {
    var before = SCHEDULER.restarts();
    SCHEDULER.kill();
    Sandbox.await("the scheduler runs again")
        .until(() -> SCHEDULER.restarts() > before && SCHEDULER.isReady());
  }
}
