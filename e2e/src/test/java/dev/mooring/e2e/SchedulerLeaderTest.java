package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.bench.FakeNodes;
import dev.mooring.cluster.bench.GangKubelet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Of two schedulers the one that leads stands still for longer than its lease lasts, and goes on
 * from where it was when the other has taken over.
 */
@Isolated("it replaces what the other tests' jobs need, and makes nodes")
final class SchedulerLeaderTest {
  private static final Component SCHEDULER = new Component("azureml-connector-scheduler");
  private static final int GANGS = SchedulerKillTest.setting("MOORING_E2E_GANGS", 100);
  private static final int NODES = 8;
  private static final Duration LIFE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Nobody completes or undoes a gang until the lease has ended. */
  private static final Duration PARTIAL_AT_MOST = Duration.ofSeconds(60);

  @Test
  void aLeaderThatWakesUpTooLateBreaksNothing() throws InterruptedException {
    var seed = System.nanoTime();
    var random = new Random(seed);
    try (var _ = Replicas.two();
        var sandbox = Sandbox.open();
        var _ = FakeNodes.make(Lab.connection(), GangLoad.LABEL, NODES);
        var watch = GangWatch.begin(sandbox.namespace());
        var kubelet = GangKubelet.start(Lab.connection(), sandbox.namespace(), LIFE);
        var load =
            GangLoad.start(
                sandbox.namespace(), GangLoad.random(sandbox.namespace(), GANGS, random))) {
      Sandbox.await("gangs run").until(() -> !kubelet.ended().isEmpty());
      // Not a wait for something, but the moment at which it stands still.
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3000)).toNanos());
      try (var paused = Paused.leader()) {
        var began = System.nanoTime();
        Sandbox.await("the other leads").until(() -> !leader().equals(paused.pod()));
        var ended = kubelet.ended().size();
        Sandbox.await("the other places gangs").until(() -> kubelet.ended().size() > ended);
        // Not a wait for something, but the rest of the time that it stands still.
        LockSupport.parkNanos(PAUSE.toNanos() - (System.nanoTime() - began));
        assertThat(kubelet.ended())
            .as("gangs that ended meanwhile; there must be more to do, seed %d", seed)
            .hasSizeLessThan(GANGS);
      }
      load.awaitMade();
      Sandbox.await("all gangs have run (seed %d)".formatted(seed))
          .atMost(Duration.ofMinutes(4).plus(LIFE.multipliedBy(GANGS)))
          .until(() -> kubelet.ended().size() == GANGS);
      var history = watch.history(GangLoad.LABEL, load.gangs());
      assertThat(history.violations(PARTIAL_AT_MOST))
          .as(
              "seed %d, %d gangs, %d events; partial for %s at most",
              seed, GANGS, history.events().size(), history.longestPartial())
          .isEmpty();
    }
  }

  private static String leader() {
    var lease =
        Lab.client().leases().inNamespace(Component.NAMESPACE).withName(SCHEDULER.name()).get();
    return Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
  }

  /** The leader, which stands still until this is closed. */
  private record Paused(String pod, List<ProcessHandle> processes) implements AutoCloseable {
    static Paused leader() {
      var pod = SchedulerLeaderTest.leader();
      var paused = new Paused(pod, Component.processes(pod));
      assertThat(paused.processes()).as("processes of " + pod).isNotEmpty();
      paused.signal("-STOP");
      return paused;
    }

    private void signal(String signal) {
      processes.stream()
          .filter(ProcessHandle::isAlive)
          .forEach(process -> Machine.run("kill", signal, Long.toString(process.pid())));
    }

    @Override
    public void close() {
      signal("-CONT");
    }
  }

  /** Two of it instead of one, until this is closed. */
  private record Replicas() implements AutoCloseable {
    static Replicas two() {
      var replicas = new Replicas();
      scale(2);
      return replicas;
    }

    private static void scale(int count) {
      Lab.client()
          .apps()
          .deployments()
          .inNamespace(Component.NAMESPACE)
          .withName(SCHEDULER.name())
          .scale(count);
      Sandbox.await("%d schedulers are ready".formatted(count))
          .until(() -> {
            var pods = SCHEDULER.pods();
            return pods.size() == count
                && pods.stream()
                        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                        .filter(container -> container.getReady())
                        .count()
                    == count;
          });
    }

    @Override
    public void close() {
      scale(1);
    }
  }
}
