package dev.mooring.agent.controllers;

import dev.mooring.agent.Health;
import dev.mooring.agent.Pace;
import dev.mooring.agent.PassLoop;
import dev.mooring.agent.Settings;
import dev.mooring.agent.admissioninit.Renewal;
import dev.mooring.agent.metrics.Metrics;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Leadership;
import dev.mooring.cluster.controllers.Fabric8QueueingCluster;
import dev.mooring.training.GangFrontEnd;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code azureml-connector-controllers}: leads, and then passes whenever something changed. Its
 * leader also renews the webhooks' certificate, for the job that made it has ended.
 */
public final class Controllers {
  private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);
  private static final int LEASE_LOST = 3;

  /** Pods of a gang change one after the other; people look at counts at leisure. */
  private static final Pace PACE = new Pace(Duration.ofMillis(400), Duration.ofSeconds(3), 30);

  /** A write that was refused is tried again, and garbage found, even if nothing else happens. */
  private static final Duration RECHECK = Duration.ofSeconds(30);

  /** Weeks are left when a renewal is due. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private Controllers() {}

  /** Never returns of itself: the process ends on a signal or when the lease is lost. */
  public static int run(Settings settings) throws InterruptedException {
    var watching = new AtomicReference<Fabric8QueueingCluster>();
    try (var connection = Connection.openForManyPods(settings.component(), settings.kubeconfig());
        // One that waits to lead is well and ready: it can take over.
        var health =
            Health.start(
                settings.healthPort(),
                () -> watching.get() == null || watching.get().isHealthy())) {
      var served = new Metrics();
      var metrics = new ControllersMetrics(served);
      health.serve("/metrics", served);
      LOG.info("Probes answer on port {}; waiting to lead", health.port());
      var changed = new Semaphore(1);
      try (var _ =
              Leadership.await(
                  connection, settings.candidate(), () -> Runtime.getRuntime().halt(LEASE_LOST));
          var cluster =
              Fabric8QueueingCluster.watch(
                  connection, GangFrontEnd.OURS.scheduler(), changed::release)) {
        watching.set(cluster);
        var renewal = Renewal.of(connection, settings.namespace());
        Thread.ofVirtual().name("webhook-certificate").start(() -> renew(renewal, metrics));
        LOG.info("{} leads as {}", settings.component(), settings.podName());
        var controller = new QueueController(cluster, InstantSource.system(), metrics);
        new PassLoop(changed, () -> PACE, RECHECK, () -> true, metrics::passed)
            .run(() -> {
              controller.pass();
              return false;
            });
      }
    }
    return 0;
  }

  /** Ends with the process, which leads for as long as it runs. */
  private static void renew(Renewal renewal, ControllersMetrics metrics) {
    try {
      while (true) {
        var next = due(renewal);
        tellEnd(renewal, metrics);
        Thread.sleep(next);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Also, and above all, when it could not be renewed. */
  private static void tellEnd(Renewal renewal, ControllersMetrics metrics) {
    try {
      renewal.servedUntil().ifPresent(metrics::certificateEnds);
    } catch (ClusterException failed) {
      LOG.warn("When the webhooks' certificate ends is not known: {}", failed.getMessage());
    }
  }

  private static Duration due(Renewal renewal) {
    try {
      return renewal.run();
    } catch (ClusterException | IllegalStateException failed) {
      LOG.warn("The webhooks' certificate was not looked after: {}", failed.getMessage());
      return RETRY;
    }
  }
}
