package dev.mooring.cluster;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to act as the one instance of a component; thread-safe. The Lease's times are the
 * contract of design page 0001: it lasts 15 s, must be renewed within 10 s, and is tried every 2 s,
 * as those of Kubernetes' own components.
 */
public final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /**
   * A request that hangs must not hide that the renewal is late; an API server that has no time
   * takes seconds.
   */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration RENEW_WITHIN = Duration.ofSeconds(10);

  private final CountDownLatch leading = new CountDownLatch(1);
  private final AtomicBoolean givenUp = new AtomicBoolean();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<?> election;

  private final RenewedLease lock;
  private final KubernetesClient client;

  private Leadership(KubernetesClient client, Candidate candidate, Runnable lost) {
    this.client = client;
    this.lock = new RenewedLease(candidate.namespace(), candidate.lease(), candidate.identity());
    var callbacks =
        new LeaderCallbacks(
            leading::countDown,
            () -> {
              if (!givenUp.get()) {
                LOG.error("The lease {} is lost", candidate.lease());
                lost.run();
              }
            },
            leader -> {
              if (leader != null && !leader.isEmpty()) {
                LOG.info("{} is led by {}", candidate.lease(), leader);
              }
            });
    var config =
        new LeaderElectionConfigBuilder()
            .withName(candidate.lease())
            .withLock(lock)
            .withLeaseDuration(Duration.ofSeconds(15))
            .withRenewDeadline(RENEW_WITHIN)
            .withRetryPeriod(Duration.ofSeconds(2))
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(callbacks)
            .build();
    this.election = new LeaderElector(client, config, threads).start();
  }

  /**
   * Which lease, and who asks.
   *
   * @param namespace where the Lease is
   * @param lease its name, the component's
   * @param identity the pod's name: a container restarted in its pod leads at once, with the lease
   *     it left
   */
  public record Candidate(String namespace, String lease, String identity) {
    public Candidate {
      if (namespace.isBlank() || lease.isBlank() || identity.isBlank()) {
        throw new IllegalArgumentException(
            "A candidate needs namespace, lease and identity: '%s', '%s', '%s'"
                .formatted(namespace, lease, identity));
      }
    }
  }

  /**
   * Waits until the candidate leads.
   *
   * @param lost runs if the lease is lost afterwards. It must end the process: what is under way
   *     cannot be called back, and another instance may lead from now on
   * @throws InterruptedException when the caller is told to stop while it waits
   */
  public static Leadership await(Connection connection, Candidate candidate, Runnable lost)
      throws InterruptedException {
    var leadership = new Leadership(impatient(connection.client()), candidate, lost);
    try {
      leadership.leading.await();
    } catch (InterruptedException stop) {
      leadership.close();
      throw stop;
    }
    return leadership;
  }

  /**
   * Whether nobody else can lead yet, also where this process has been stopped since it last
   * renewed the lease and does not know. To be asked right before what only a leader may do.
   */
  public boolean isCurrent() {
    return !givenUp.get() && lock.age().compareTo(RENEW_WITHIN) < 0;
  }

  /** On a connection of its own: what the component asks must not hold the renewal up. */
  private static KubernetesClient impatient(KubernetesClient client) {
    return Connection.client(
        new ConfigBuilder(client.getConfiguration())
            .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withRequestRetryBackoffLimit(0)
            .build());
  }

  /** Gives the lease back, so that the next instance need not wait until it ends. */
  @Override
  public void close() {
    if (givenUp.compareAndSet(false, true)) {
      election.cancel(true);
      threads.close();
      client.close();
    }
  }
}
