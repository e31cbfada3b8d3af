package dev.mooring.agent.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an operator has done since it started, under upstream's names, answered in Prometheus' text
 * format. A handful of counters needs no library in a process whose memory is counted. Thread-safe.
 */
public final class Counters implements HttpHandler {
  private final String framework;
  private final SortedMap<Series, LongAdder> counts = new ConcurrentSkipListMap<>();

  /**
   * Starts at zero.
   *
   * @param framework label of all series, such as {@code pytorch}
   */
  public Counters(String framework) {
    this.framework = framework;
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

  private record Series(What what, String namespace) implements Comparable<Series> {
    @Override
    public int compareTo(Series other) {
      var byName = what.compareTo(other.what);
      return byName == 0 ? namespace.compareTo(other.namespace) : byName;
    }
  }

  void add(What what, String namespace, long more) {
    if (more > 0) {
      counts.computeIfAbsent(new Series(what, namespace), series -> new LongAdder()).add(more);
    }
  }

  String text() {
    var text = new StringBuilder();
    for (var what : What.values()) {
      text.append("# HELP %s %s\n# TYPE %s counter\n".formatted(what.word, what.help, what.word));
      counts.forEach((series, count) -> {
        if (series.what() == what) {
          text.append(
              "%s{job_namespace=\"%s\",framework=\"%s\"} %d\n"
                  .formatted(what.word, series.namespace(), framework, count.sum()));
        }
      });
    }
    return text.toString();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
