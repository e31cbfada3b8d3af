package dev.mooring.cluster.bench;

import java.time.Duration;

/** A scheduler that can be measured, as a process of this machine. */
public interface Contestant {
  /** What the table calls it. */
  String name();

  /** {@code spec.schedulerName} of the pods that it places. */
  String schedulerName();

  /** Whether its pods are in groups; without, it gets the same pods one by one. */
  boolean placesGangs();

  /** Starts its process; it reads what is there and begins to bind. */
  Run start();

  /**
   * What its process has used.
   *
   * @param cpu in user and system mode, all threads, since its start
   * @param peakMebibytes the most memory it ever had resident
   */
  record Use(Duration cpu, double peakMebibytes) {}

  /** Its process. Closing ends it. */
  interface Run extends AutoCloseable {
    /**
     * What it has used so far.
     *
     * @throws IllegalStateException if it has ended, with its last words
     */
    Use use();

    /** Stops it by a signal that it cannot see. */
    void pause();

    /** Lets it go on. */
    void resume();

    @Override
    void close();
  }
}
