package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A Lease that its holder renews by one request, where the client's own reads it first each time:
 * what the holder wrote last is what stands there, or the API server refuses the next write. Knows
 * how long ago its holder took or renewed it. Thread-safe.
 */
final class RenewedLease extends LeaseLock {
  private final String namespace;
  private final String name;
  private final AtomicLong renewed = new AtomicLong(System.nanoTime() - Long.MAX_VALUE / 2);

  /** As it was written or read last. */
  private @Nullable Lease known;

  /** Whether it was written here, and nothing has failed since. */
  private boolean held;

  RenewedLease(String namespace, String name, String identity) {
    super(namespace, name, identity);
    this.namespace = namespace;
    this.name = name;
  }

  /** Counts also while the process stands still. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - renewed.get());
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    if (!held) {
      known = client.leases().inNamespace(namespace).withName(name).get();
    }
    return known == null ? null : toRecord(known);
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
    var began = System.nanoTime();
    known = client.resource(toResource(record, getObjectMeta(null))).create();
    held(record, began);
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
    var began = System.nanoTime();
    var version = known == null ? null : known.getMetadata().getResourceVersion();
    held = false;
    known =
        client
            .resource(toResource(record, getObjectMeta(version)))
            .patch(PatchContext.of(PatchType.JSON_MERGE));
    held(record, began);
  }

  private void held(LeaderElectionRecord record, long since) {
    held = identity().equals(record.getHolderIdentity());
    if (held) {
      renewed.set(since);
    }
  }
}
