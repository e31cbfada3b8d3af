package dev.mooring.agent.scheduler;

import dev.mooring.agent.Health;
import dev.mooring.agent.Pace;
import dev.mooring.agent.PassLoop;
import dev.mooring.agent.Settings;
import dev.mooring.agent.metrics.Metrics;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Parallel;
import dev.mooring.cluster.direct.DirectCalls;
import dev.mooring.cluster.scheduling.ConfigMapFile;
import dev.mooring.cluster.scheduling.Fabric8GangCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code azureml-connector-scheduler}: leads, and then passes whenever something changed. */
public final class Scheduler {
  /** Name in {@code spec.schedulerName} of the pods that it places. */
  public static final String NAME = "azureml-connector-scheduler";

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  /** Key of the ConfigMap of the component's name. */
  private static final String FILE = "scheduler.yaml";

  /**
   * Pods of a gang are made one after the other; a pass for each of them would be for nothing, and
   * would take from the binds what it takes of the processor.
   */
  private static final Pace PACE = new Pace(Duration.ofMillis(30), Duration.ofMillis(300), 9);

  /**
   * While pods of many gangs are made, which are bound one by one, and while all that waits starts.
   */
  private static final Pace SLOW_PACE = new Pace(Duration.ofMillis(30), Duration.ofMillis(300), 29);

  /** A write that was refused is tried again even if nothing else happens. */
  private static final Duration RECHECK = Duration.ofSeconds(5);

  private Scheduler() {}

  /** Of those that start, and of what is no start. */
  private static final int GANGS_AT_ONCE = 64;

  /** Why gangs wait is told beside that they start, not instead. */
  private static final int EXPLANATIONS_AT_ONCE = 8;

  /** Never returns of itself: the process ends on a signal or when the lease is lost. */
  public static int run(Settings settings) throws InterruptedException {
    // One that waits to lead watches nothing and is well: it can take over.
    var watching = new AtomicReference<BooleanSupplier>(() -> true);
    try (var connection = Connection.openForManyPods(settings.component(), settings.kubeconfig());
        var health =
            Health.start(settings.healthPort(), () -> watching.get().getAsBoolean(), () -> true)) {
      var served = new Metrics();
      var metrics = new SchedulerMetrics(served);
      health.serve("/metrics", served);
      LOG.info("Probes answer on port {}; waiting to lead", health.port());
      var changed = new Semaphore(1);
      try (var lead = Lead.await(connection, settings);
          var cluster = Fabric8GangCluster.watch(connection, NAME, changed::release);
          var binding = DirectCalls.writers("bind");
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        LOG.info("{} leads as {}", settings.component(), settings.podName());
        var live = new LiveSettings(taken(cluster, settings.namespace()), changed::release);
        try (var file =
            ConfigMapFile.watch(connection, settings.namespace(), NAME, FILE, live::read)) {
          watching.set(() -> cluster.isHealthy() && file.isHealthy());
          var throttle = new Throttle();
          var parallel = new Parallel(binding, throttle.binds());
          var starting =
              new Starting(
                  cluster,
                  InstantSource.system(),
                  new Ahead(),
                  new Pauses(),
                  binds -> parallel.all(binds.stream().map(Executors::callable).toList()),
                  lead::isCurrent,
                  metrics);
          var scheduler = scheduler(cluster, live, threads, changed, throttle, starting);
          // None is made while the lease is renewed late.
          new PassLoop(
                  changed,
                  () -> throttle.isCrowd() || scheduler.hasNothingToDecide() ? SLOW_PACE : PACE,
                  RECHECK,
                  lead::isCurrent,
                  metrics::passed)
              .run(scheduler::pass);
        }
      }
    }
    return 0;
  }

  private static LiveSettings.Taken taken(Fabric8GangCluster cluster, String namespace) {
    return new LiveSettings.Taken() {
      @Override
      public void refused(String message) {
        cluster.complain(namespace, NAME, message);
      }

      @Override
      public void accepted(String yaml) {
        cluster.accept(namespace, NAME, yaml);
      }
    };
  }

  private static GangScheduler scheduler(
      Fabric8GangCluster cluster,
      LiveSettings settings,
      ExecutorService threads,
      Semaphore changed,
      Throttle throttle,
      Starting starting) {
    return new GangScheduler(
        cluster,
        starting.clock(),
        settings,
        new GangScheduler.Writers(
            new Parallel(threads, GANGS_AT_ONCE),
            new Parallel(threads, GANGS_AT_ONCE),
            changed::release,
            throttle),
        starting,
        new Explaining(
            cluster, starting, starting.clock(), new Parallel(threads, EXPLANATIONS_AT_ONCE)));
  }
}
