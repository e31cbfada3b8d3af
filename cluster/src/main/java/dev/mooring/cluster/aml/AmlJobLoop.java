package dev.mooring.cluster.aml;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.EventLoop;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls back for each AmlJob that something changed about: the job itself, its training job or a
 * pod of that. One call at a time for a job, several jobs at once. Thread-safe.
 */
public final class AmlJobLoop implements AutoCloseable {
  private final EventLoop loop;

  private AmlJobLoop(EventLoop loop) {
    this.loop = loop;
  }

  /** What to do about a job. */
  @FunctionalInterface
  public interface Pass {
    /**
     * Returns when to look again although nothing changed; an exception means soon, and later each
     * time.
     */
    Optional<Duration> over(AmlJobControl job);
  }

  /**
   * Starts the loop and returns once it has the first lists.
   *
   * @param component who records the events
   * @throws dev.mooring.cluster.ClusterException when a first list fails
   */
  public static AmlJobLoop start(Connection connection, String component, Pass pass) {
    return new AmlJobLoop(
        EventLoop.start(
            connection, component, new AmlJobReconciler(component, pass), job -> false));
  }

  /** Whether the watches stand. */
  public boolean isHealthy() {
    return loop.isHealthy();
  }

  @Override
  public void close() {
    loop.close();
  }
}
