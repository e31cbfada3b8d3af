package dev.mooring.testkit;

import dev.mooring.store.Agents;
import dev.mooring.store.Resources;
import dev.mooring.store.Secrets;
import dev.mooring.store.Store;
import dev.mooring.store.Tasks;
import java.time.InstantSource;

/**
 * A store in memory that keeps the promises of the ports; its contract suite is PostgreSQL's too.
 * Thread-safe.
 */
public final class MemoryStore implements Store {
  private final MemoryResources resources;
  private final MemoryTasks tasks;
  private final MemoryAgents agents;
  private final MemorySecrets secrets;

  /** By the machine's clock. */
  public MemoryStore() {
    this(InstantSource.system());
  }

  /**
   * @param clock leases and delays end by it; one that tests move by hand is looked at every few
   *     milliseconds
   */
  public MemoryStore(InstantSource clock) {
    var mutex = new Mutex();
    tasks = new MemoryTasks(mutex, clock);
    agents = new MemoryAgents(mutex, clock, tasks);
    resources = new MemoryResources(mutex, clock, tasks, agents);
    secrets = new MemorySecrets(mutex);
  }

  @Override
  public Resources resources() {
    return resources;
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Agents agents() {
    return agents;
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  /** Those who wait return. */
  @Override
  public void close() {
    tasks.close();
  }
}
