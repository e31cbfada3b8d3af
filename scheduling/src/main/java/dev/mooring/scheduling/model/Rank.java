package dev.mooring.scheduling.model;

import java.time.Instant;

/**
 * Where a gang stands among others.
 *
 * @param queuedAt when it began to wait, first; stays when its pods are made anew
 * @param waitsSince when it began to wait for the seats that it has or lacks now: one that ran
 *     waits since its pods were made anew
 * @param mayPreempt false when its priority class says {@code preemptionPolicy: Never}
 * @param preemptible false when nobody may evict it
 */
public record Rank(
    int priority, Instant queuedAt, Instant waitsSince, boolean mayPreempt, boolean preemptible) {
  /** Of one that has not run yet. */
  public Rank(int priority, Instant queuedAt, boolean mayPreempt, boolean preemptible) {
    this(priority, queuedAt, queuedAt, mayPreempt, preemptible);
  }

  /** Whether it waits since then, or longer. */
  public boolean waitsAtLeastSince(Instant then) {
    return !waitsSince.isAfter(then);
  }

  /** The same of one that nobody may evict. */
  public Rank kept() {
    return new Rank(priority, queuedAt, waitsSince, mayPreempt, false);
  }
}
