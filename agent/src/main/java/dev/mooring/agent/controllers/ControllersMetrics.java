package dev.mooring.agent.controllers;

import dev.mooring.agent.metrics.Counter;
import dev.mooring.agent.metrics.Gauge;
import dev.mooring.agent.metrics.Metrics;
import dev.mooring.agent.metrics.Passes;
import dev.mooring.cluster.controllers.QueueFigures.GangCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the controllers tell Prometheus of themselves. Thread-safe. */
final class ControllersMetrics {
  private final Passes passes;
  private final Counter writes;
  private final Counter garbage;
  private final Gauge groups;
  private final Gauge certificateEnds;

  ControllersMetrics(Metrics metrics) {
    passes = new Passes(metrics, name(""), "all groups and queues");
    writes = metrics.counter(name("status_writes_total"), "Statuses written, by kind", "kind");
    garbage =
        metrics.counter(
            name("garbage_removed_total"), "PodGroups deleted that nobody will use again");
    groups = metrics.gauge(name("pod_groups"), "PodGroups, by phase", "phase");
    certificateEnds =
        metrics.gauge(
            name("webhook_certificate_expiry_timestamp_seconds"),
            "When the certificate ends that the webhooks serve, as Unix time");
  }

  private static String name(String word) {
    return "connector_controllers_" + word;
  }

  /**
   * A pass has ended.
   *
   * @param whole false if the API server's failure ended it early
   */
  void passed(Duration took, boolean whole) {
    passes.ended(took, whole);
  }

  /** A status was written. */
  void wrote(String kind) {
    writes.add(1, kind);
  }

  void removed() {
    garbage.add(1);
  }

  /** So many groups there are, of all queues. */
  void groups(GangCounts counts) {
    groups.set(
        Map.of(
            List.of("Pending"), counts.pending(),
            List.of("Inqueue"), counts.inqueue(),
            List.of("Running"), counts.running(),
            List.of("Unknown"), counts.unknown(),
            List.of("Completed"), counts.completed()));
  }

  void certificateEnds(Instant at) {
    certificateEnds.set((double) at.getEpochSecond());
  }
}
