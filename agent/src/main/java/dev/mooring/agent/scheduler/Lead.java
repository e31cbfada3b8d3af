package dev.mooring.agent.scheduler;

import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Leadership;
import java.util.Optional;

/**
 * The right to schedule: the lease, or nothing where this is known to be the only scheduler.
 * Thread-safe.
 */
record Lead(Optional<Leadership> lease) implements AutoCloseable {
  private static final int LEASE_LOST = 3;

  /** Returns once this process may schedule. */
  static Lead await(Connection connection, Settings settings) throws InterruptedException {
    return settings.leaderElection()
        ? new Lead(
            Optional.of(
                Leadership.await(
                    connection, settings.candidate(), () -> Runtime.getRuntime().halt(LEASE_LOST))))
        : new Lead(Optional.empty());
  }

  boolean isCurrent() {
    return lease.map(Leadership::isCurrent).orElse(true);
  }

  @Override
  public void close() {
    lease.ifPresent(Leadership::close);
  }
}
