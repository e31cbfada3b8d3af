package dev.mooring.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A lock that knows how long ago its holder took or renewed it. Thread-safe. */
final class TimedLock implements Lock {
  private final Lock lock;
  private final AtomicLong renewed = new AtomicLong(System.nanoTime() - Long.MAX_VALUE / 2);

  TimedLock(Lock lock) {
    this.lock = lock;
  }

  /** Counts also while the process stands still. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - renewed.get());
  }

  @Override
  public LeaderElectionRecord get(KubernetesClient client) {
    return lock.get(client);
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord record) {
    var began = System.nanoTime();
    lock.create(client, record);
    renewed.set(began);
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord record) {
    var began = System.nanoTime();
    lock.update(client, record);
    renewed.set(began);
  }

  @Override
  public String identity() {
    return lock.identity();
  }

  @Override
  public String describe() {
    return lock.describe();
  }
}
