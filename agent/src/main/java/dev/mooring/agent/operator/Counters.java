package dev.mooring.agent.operator;

import dev.mooring.agent.metrics.Counter;
import dev.mooring.agent.metrics.Metrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What an operator has done since it started, under upstream's names. Thread-safe. */
public final class Counters {
  private final String framework;
  private final Metrics metrics = new Metrics();
  private final Map<What, Counter> counters = new EnumMap<>(What.class);

  /**
   * Starts at zero.
   *
   * @param framework label of all series, such as {@code pytorch}
   */
  public Counters(String framework) {
    this.framework = framework;
    for (var what : What.values()) {
      counters.put(what, metrics.counter(what.word, what.help, "job_namespace", "framework"));
    }
  }

  /** What is counted. */
  enum What {
    JOBS_CREATED("training_operator_jobs_created_total", "Jobs seen for the first time"),
    JOBS_DELETED("training_operator_jobs_deleted_total", "Jobs that were deleted"),
    JOBS_SUCCESSFUL("training_operator_jobs_successful_total", "Jobs that succeeded"),
    JOBS_FAILED("training_operator_jobs_failed_total", "Jobs that failed"),
    JOBS_RESTARTED("training_operator_jobs_restarted_total", "Restarts of jobs"),
    PODS_CREATED("created_pods_total", "Pods made"),
    PODS_DELETED("deleted_pods_total", "Pods deleted"),
    PODS_FAILED("failed_pods_total", "Pods that failed"),
    SERVICES_CREATED("created_services_total", "Services made"),
    SERVICES_DELETED("deleted_services_total", "Services deleted"),
    POD_GROUPS_CREATED("created_pod_groups_total", "PodGroups made"),
    POD_GROUPS_DELETED("deleted_pod_groups_total", "PodGroups deleted");

    private final String word;
    private final String help;

    What(String word, String help) {
      this.word = word;
      this.help = help;
    }
  }

  void add(What what, String namespace, long more) {
    Objects.requireNonNull(counters.get(what)).add(more, namespace, framework);
  }

  Metrics metrics() {
    return metrics;
  }
}
