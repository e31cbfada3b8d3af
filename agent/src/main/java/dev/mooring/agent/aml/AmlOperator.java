package dev.mooring.agent.aml;

import dev.mooring.agent.Health;
import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Leadership;
import dev.mooring.cluster.aml.AmlJobLoop;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code aml-operator}: leads, and then runs the loop over AmlJobs until it is told to stop. */
public final class AmlOperator {
  private static final Logger LOG = LoggerFactory.getLogger(AmlOperator.class);
  private static final int LEASE_LOST = 3;

  private AmlOperator() {}

  /** Never returns of itself: the process ends on a signal or when the lease is lost. */
  public static int run(Settings settings) throws InterruptedException {
    var running = new AtomicReference<AmlJobLoop>();
    try (var connection = Connection.open(settings.component(), settings.kubeconfig());
        // One that waits to lead is well and ready: it can take over.
        var health =
            Health.start(
                settings.healthPort(), () -> running.get() == null || running.get().isHealthy())) {
      LOG.info("Probes answer on port {}; waiting to lead", health.port());
      try (var _ =
              Leadership.await(
                  connection, settings.candidate(), () -> Runtime.getRuntime().halt(LEASE_LOST));
          var loop =
              AmlJobLoop.start(
                  connection, settings.component(), new AmlJobOperator(InstantSource.system()))) {
        running.set(loop);
        LOG.info("{} leads as {} and watches AmlJobs", settings.component(), settings.podName());
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }
}
