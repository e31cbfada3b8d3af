package dev.mooring.agent;

import dev.mooring.cluster.ClusterException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass after the other over all there is, whenever something has changed. For one thread.
 *
 * @param changed has a permit when something has
 * @param pace changes are gathered for a while: a pass for each would be for nothing; asked before
 *     each pass
 * @param recheck a pass is made after this time even if nothing else happens
 * @param may asked before each pass; if it may not be made, it is asked again soon
 * @param told how each ended
 */
public record PassLoop(
    Semaphore changed, Supplier<Pace> pace, Duration recheck, BooleanSupplier may, Told told) {
  private static final Logger LOG = LoggerFactory.getLogger(PassLoop.class);
  private static final Duration SOON = Duration.ofMillis(300);

  /** One pass. */
  public interface Pass {
    /** Returns whether to look again soon although nothing may have changed by then. */
    boolean make();
  }

  /** Hears of each pass. */
  public interface Told {
    /** {@code whole} is false if the API server's failure ended it early. */
    void passed(Duration took, boolean whole);
  }

  /** Never returns of itself. */
  public void run(Pass pass) throws InterruptedException {
    var soon = false;
    var took = Duration.ZERO;
    while (true) {
      var wait = soon ? SOON : recheck;
      var _ = changed.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
      Thread.sleep(pace.get().after(took));
      changed.drainPermits();
      if (!may.getAsBoolean()) {
        soon = true;
        continue;
      }
      var began = System.nanoTime();
      var whole = false;
      try {
        soon = pass.make();
        whole = true;
      } catch (ClusterException failed) {
        // What was written stands; the next pass goes on from there.
        LOG.warn("A pass ended early: {}", failed.getMessage());
      }
      took = Duration.ofNanos(System.nanoTime() - began);
      told.passed(took, whole);
    }
  }
}
