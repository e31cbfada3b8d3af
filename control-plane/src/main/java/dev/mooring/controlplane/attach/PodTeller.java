package dev.mooring.controlplane.attach;

import dev.mooring.cluster.install.AgentPod;
import dev.mooring.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the states of the agent's pods while they come up, for those who wait for them. */
final class PodTeller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodTeller.class);

  private final ClusterSite.Pods pods;
  private final Semaphore changed;
  private final Consumer<List<AgentPod>> told;
  private final Duration rest;
  private final Thread thread;

  private PodTeller(
      ClusterSite.Pods pods, Semaphore changed, Consumer<List<AgentPod>> told, Duration rest) {
    this.pods = pods;
    this.changed = changed;
    this.told = told;
    this.rest = rest;
    this.thread = Thread.ofVirtual().name("pods").unstarted(this::tell);
  }

  /**
   * Begins to watch.
   *
   * @param told called when something has changed
   * @param rest at least, between two calls
   */
  static PodTeller start(ClusterSite site, Consumer<List<AgentPod>> told, Duration rest)
      throws InterruptedException {
    var changed = new Semaphore(1);
    var teller = new PodTeller(site.watch(changed::release), changed, told, rest);
    teller.thread.start();
    return teller;
  }

  private void tell() {
    List<AgentPod> before = List.of();
    try {
      while (true) {
        changed.acquire();
        changed.drainPermits();
        var now = pods.seen();
        if (!now.equals(before)) {
          told.accept(now);
          before = now;
        }
        Thread.sleep(rest);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (StoreException unanswered) {
      // Only the progress is lost; whoever installs meets the store's trouble itself.
      LOG.warn("The pods' progress could not be noted: {}", unanswered.getMessage());
    }
  }

  List<AgentPod> seen() {
    return pods.seen();
  }

  @Override
  public void close() {
    thread.interrupt();
    pods.close();
  }
}
