package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cli.rest.Arm;
import dev.mooring.e2e.Moments.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Everything between a user and a job's pod dies, at every moment of a job's way. */
@Isolated("it kills what the other tests' jobs need")
final class PlatformKillTest {
  private static final int KILLS =
      Integer.parseInt(System.getenv().getOrDefault("MOORING_E2E_KILLS", "8"));

  private static final int LANES = 2;

  private final Moments moments = new Moments();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Deque<Victim> victims = new ArrayDeque<>();

  @TempDir private Path folder = Path.of("unset");

  @Test
  void whatWasAcknowledgedComesToItsEndOnceWhateverIsKilledMeanwhile()
      throws InterruptedException, ExecutionException {
    System.out.printf("%d kills, seed %d%n", KILLS, seed);
    try (var sandbox = Sandbox.open();
        var history = new PodHistory(sandbox.namespace());
        var arm = Lab.platform();
        var compute = Compute.attach(arm, sandbox.namespace(), sandbox.namespace());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var shared = new JobLane.Shared(arm, sandbox, compute.name(), folder, moments, stop);
      var work = new ArrayList<Callable<List<String>>>();
      for (var i = 0; i < LANES; i++) {
        work.add(new JobLane("%s-%d".formatted(sandbox.namespace(), i), shared));
      }
      work.add(() -> attachAndDetach(arm, sandbox));
      var running = work.stream().map(threads::submit).toList();
      try {
        for (var kill = 0; kill < KILLS; kill++) {
          kill(kill, running, arm);
        }
      } finally {
        stop.set(true);
      }
      for (var worker : running) {
        for (var job : worker.get()) {
          assertThat(history.made(job)).as("pods of %s, seed %d", job, seed).isEqualTo(1);
        }
      }
    }
  }

  private void kill(int number, List<Future<List<String>>> running, Arm arm) {
    var wanted = moment(number);
    var failed = new AtomicBoolean();
    Sandbox.await("somebody is " + wanted)
        .until(() -> {
          failed.set(running.stream().anyMatch(Future::isDone));
          return failed.get() || moments.has(wanted);
        });
    if (failed.get()) {
      return;
    }
    // Not a wait for something, but the moment of the kill.
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(400)).toNanos());
    var victim = victim();
    var before = moments.toString();
    var began = System.nanoTime();
    victim.kill(arm);
    System.out.printf(
        "kill %d: %s when %s; back after %.1f s%n",
        number + 1, victim.name(), before, (System.nanoTime() - began) / 1e9);
  }

  private static Moment moment(int number) {
    var aimed = Stream.of(Moment.values()).filter(moment -> moment != Moment.OTHER).toList();
    return aimed.get(number % aimed.size());
  }

  /** Each in turn, in an order that is new each round. */
  private Victim victim() {
    if (victims.isEmpty()) {
      var round = new ArrayList<>(Victim.all());
      Collections.shuffle(round, random);
      victims.addAll(round);
    }
    return victims.remove();
  }

  /** A second compute comes and goes; it has no jobs. */
  private List<String> attachAndDetach(Arm arm, Sandbox sandbox) {
    var compute = new Compute(arm, sandbox.namespace() + "-b", sandbox.namespace());
    while (!stop.get()) {
      moments.are(compute.name(), Moment.ATTACHING);
      compute.attach();
      moments.are(compute.name(), Moment.DETACHING);
      compute.detach();
    }
    moments.are(compute.name(), Moment.OTHER);
    return List.of();
  }
}
