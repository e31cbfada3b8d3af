package dev.mooring.controlplane.work;

import dev.mooring.store.Claim;
import dev.mooring.store.StoreException;
import dev.mooring.store.Tasks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prolongs a claim while a thread works under it, and interrupts the thread when the claim is lost.
 * Opened and closed by that thread.
 */
final class Keeping {
  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

  private final Tasks tasks;
  private final Claim claim;
  private final Pace pace;
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean lost;
  private boolean over;

  private Keeping(Tasks tasks, Claim claim, Pace pace) {
    this.tasks = tasks;
    this.claim = claim;
    this.pace = pace;
  }

  static Keeping start(Tasks tasks, Claim claim, Pace pace) {
    var keeping = new Keeping(tasks, claim, pace);
    Thread.ofVirtual().name("claim-" + claim.kind() + "-" + claim.token()).start(keeping::keep);
    return keeping;
  }

  private void keep() {
    var renewed = System.nanoTime();
    try {
      while (!ended.await(pace.renewal().toMillis(), TimeUnit.MILLISECONDS)) {
        if (renew()) {
          renewed = System.nanoTime();
        } else if (lost || System.nanoTime() - renewed > pace.lease().toNanos()) {
          stop();
          return;
        }
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  /** False when it is lost, or the store does not answer: then another may have it by and by. */
  private boolean renew() {
    try {
      lost = !tasks.renew(claim, pace.lease());
      return !lost;
    } catch (StoreException unanswered) {
      return false;
    }
  }

  private synchronized void stop() {
    if (!over) {
      LOG.warn(
          "The claim of {} {} was lost; what was done under it stops",
          claim.kind(),
          claim.subject());
      worker.interrupt();
    }
  }

  synchronized void close() {
    over = true;
    ended.countDown();
  }
}
