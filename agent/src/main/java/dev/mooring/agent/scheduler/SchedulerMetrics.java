package dev.mooring.agent.scheduler;

import dev.mooring.agent.metrics.Counter;
import dev.mooring.agent.metrics.Gauge;
import dev.mooring.agent.metrics.Histogram;
import dev.mooring.agent.metrics.Metrics;
import dev.mooring.agent.metrics.Passes;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the scheduler tells Prometheus of itself. Thread-safe. */
final class SchedulerMetrics {
  /** From a start at once to a week in a queue. */
  private static final double[] WAIT_SECONDS = {
    0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800
  };

  private static final double MILLI = 1000;

  /** Why a pod was not bound although it had a seat. */
  enum NotBound {
    /** It has changed since it was seen, or is gone. */
    CHANGED,
    /** The API server failed. */
    API,
    /** There is no volume for it on the node. */
    VOLUME,
    /** The scheduler may no longer lead. */
    LEASE
  }

  private final Passes passes;
  private final Counter bound;
  private final Counter notBound;
  private final Counter started;
  private final Counter evicted;
  private final Gauge waiting;
  private final Histogram waitSeconds;
  private final Gauge allocated;
  private final Gauge deserved;
  private final Gauge share;

  /** Since when gangs wait that are being started for the first time. */
  private final Map<GangId, Instant> firstStarts = new ConcurrentHashMap<>();

  SchedulerMetrics(Metrics metrics) {
    passes = new Passes(metrics, name(""), "all gangs");
    bound = counter(metrics, "pods_bound_total", "Pods bound to their nodes");
    notBound =
        counter(metrics, "bind_failures_total", "Pods with a seat that were not bound", "reason");
    started = counter(metrics, "gangs_started_total", "Gangs of which enough pods were bound");
    evicted = counter(metrics, "gangs_evicted_total", "Gangs evicted for others");
    waiting = gauge(metrics, "gangs_waiting", "Gangs without their seats, by reason", "reason");
    waitSeconds =
        metrics.histogram(
            name("gang_wait_seconds"),
            "From a gang's creation until enough of its pods were bound for the first time",
            WAIT_SECONDS);
    allocated =
        gauge(
            metrics,
            "queue_allocated",
            "What a queue holds with those below it; cores, bytes or a count",
            "queue",
            "resource");
    deserved =
        gauge(
            metrics,
            "queue_deserved",
            "A queue's fair part; cores, bytes or a count",
            "queue",
            "resource");
    share =
        gauge(
            metrics,
            "queue_share",
            "The largest part of its deserved resources that a queue holds; 1 is all of it",
            "queue");
  }

  private static String name(String word) {
    return "connector_scheduler_" + word;
  }

  private static Counter counter(Metrics metrics, String word, String help, String... labels) {
    return metrics.counter(name(word), help, labels);
  }

  private static Gauge gauge(Metrics metrics, String word, String help, String... labels) {
    return metrics.gauge(name(word), help, labels);
  }

  /**
   * A pass has ended.
   *
   * @param whole false if the API server's failure ended it early
   */
  void passed(Duration took, boolean whole) {
    passes.ended(took, whole);
  }

  /** A pass has decided. */
  void planned(Plan plan) {
    waiting.set(
        plan.outcomes().stream()
            .map(SchedulerMetrics::because)
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(code -> List.of(code.name()), Collectors.counting())));
    allocated.set(amounts(plan.queues(), QueueShare::allocated));
    deserved.set(amounts(plan.queues(), QueueShare::deserved));
    share.set(
        plan.queues().stream()
            .collect(Collectors.toMap(queue -> List.of(queue.queue()), QueueShare::share)));
  }

  private static Optional<Explanation.Code> because(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Starts _ -> Optional.empty();
      case Outcome.Evicts evicts -> Optional.of(evicts.because().code());
      case Outcome.Waits waits -> Optional.of(waits.because().code());
    };
  }

  private static Map<List<String>, Double> amounts(
      List<QueueShare> queues, Function<QueueShare, Resources> which) {
    var amounts = new HashMap<List<String>, Double>();
    for (var queue : queues) {
      which
          .apply(queue)
          .amounts()
          .forEach((resource, amount) ->
              amounts.put(
                  List.of(queue.queue(), resource),
                  resource.equals("cpu") ? amount / MILLI : amount.doubleValue()));
    }
    return amounts;
  }

  /** A gang is about to be given seats. */
  void starts(SeenGroup group) {
    if (isNew(group.status().phase()) && group.gang().staying() == 0) {
      firstStarts.putIfAbsent(group.id(), group.gang().rank().queuedAt());
    }
  }

  /** Whether it has never run: one that was evicted, or lost its pods, has waited before. */
  private static boolean isNew(@Nullable PodGroupPhase phase) {
    return switch (phase) {
      case PENDING, INQUEUE -> true;
      case RUNNING, UNKNOWN, COMPLETED -> false;
      case null -> true;
    };
  }

  void bound() {
    bound.add(1);
  }

  void notBound(NotBound because, int pods) {
    notBound.add(pods, because.name().toLowerCase(Locale.ROOT));
  }

  /** As many pods of a gang are bound as must start together. */
  void started(GangId gang, Instant now) {
    started.add(1);
    var since = firstStarts.remove(gang);
    if (since != null) {
      waitSeconds.observe(Duration.between(since, now));
    }
  }

  void evicted() {
    evicted.add(1);
  }

  /** Of what is not there any more nothing is remembered. */
  void forget(Seen seen) {
    if (!firstStarts.isEmpty()) {
      firstStarts
          .keySet()
          .retainAll(seen.groups().stream().map(SeenGroup::id).collect(Collectors.toSet()));
    }
  }
}
