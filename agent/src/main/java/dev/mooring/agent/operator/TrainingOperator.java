package dev.mooring.agent.operator;

import dev.mooring.agent.Health;
import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Leadership;
import dev.mooring.cluster.jobs.JobLoop;
import dev.mooring.training.GangFrontEnd;
import dev.mooring.training.manifest.PodGroups;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of an operator: leads, and then runs its loop until it is told to stop. */
public final class TrainingOperator {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingOperator.class);
  private static final int LEASE_LOST = 3;

  private TrainingOperator() {}

  /** Starts the loop over one kind of jobs. */
  @FunctionalInterface
  public interface Start {
    JobLoop over(Connection connection, GangFrontEnd gangs, Counters counters);
  }

  /**
   * Never returns of itself: the process ends on a signal or when the lease is lost.
   *
   * @param framework label of its metrics, such as {@code pytorch}
   */
  public static int run(Settings settings, String framework, Start start)
      throws InterruptedException {
    var gangs = GangFrontEnd.of(settings.gangScheduler());
    var counters = new Counters(framework);
    var running = new AtomicReference<JobLoop>();
    try (var connection = Connection.open(settings.component(), settings.kubeconfig());
        // One that waits to lead is well and ready: it can take over.
        var health =
            Health.start(
                settings.healthPort(), () -> running.get() == null || running.get().isHealthy())) {
      health.serve("/metrics", counters.metrics());
      LOG.info("Probes answer on port {}; waiting to lead", health.port());
      try (var _ =
              Leadership.await(
                  connection, settings.candidate(), () -> Runtime.getRuntime().halt(LEASE_LOST));
          var loop = start.over(connection, gangs, counters)) {
        running.set(loop);
        LOG.info("{} leads as {} and watches", settings.component(), settings.podName());
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  /**
   * What the loop is about.
   *
   * @param operator value of the label training.kubeflow.org/operator-name
   * @param extras kinds of objects that the jobs own beside pods, services and their PodGroup
   */
  public static JobLoop.Scope scope(
      Settings settings,
      String operator,
      GangFrontEnd gangs,
      List<Class<? extends HasMetadata>> extras) {
    return new JobLoop.Scope(
        operator,
        settings.component(),
        Stream.concat(PodGroups.type(gangs).stream(), extras.stream()).toList());
  }
}
