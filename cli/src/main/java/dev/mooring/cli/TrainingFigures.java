package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cli.rest.Json;
import dev.mooring.cluster.bench.CreationBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the figures of {@code moor bench training} are shown. */
final class TrainingFigures {
  private TrainingFigures() {}

  static ObjectNode tree(CreationBench.Size size, CreationBench.Result result) {
    var tree = Json.object();
    tree.put("jobs", size.jobs())
        .put("replicas", size.replicas())
        .put("plainPodsPerSecond", rate(size, result.pods()))
        .put("podsOfJobsPerSecond", rate(size, result.jobs()))
        .put("ratio", rate(size, result.jobs()) / rate(size, result.pods()))
        .put("settledMillis", result.settled().toMillis());
    var writes = tree.putObject("writes");
    result.writes().forEach(writes::put);
    return tree;
  }

  static String text(CreationBench.Size size, CreationBench.Result result) {
    var plain = rate(size, result.pods());
    var ours = rate(size, result.jobs());
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("", "PODS", "SECONDS", "PODS/S"));
    rows.add(row("plain pods", size, result.pods(), plain));
    rows.add(row("pods of jobs", size, result.jobs(), ours));
    var all = result.writes().values().stream().mapToLong(count -> count).sum();
    var text = new StringBuilder(Table.aligned(rows));
    text.append(
        String.format(
            Locale.ROOT,
            "ratio %.2f; all statuses written after %.1f s; %.1f writes a job:%n",
            ours / plain,
            seconds(result.settled()),
            (double) all / size.jobs()));
    var writes = new ArrayList<List<String>>();
    result
        .writes()
        .forEach((what, count) ->
            writes.add(
                List.of(
                    "  " + what,
                    String.format(Locale.ROOT, "%.2f", (double) count / size.jobs()))));
    return text.append(Table.aligned(writes)).toString();
  }

  private static List<String> row(
      String what, CreationBench.Size size, Duration time, double rate) {
    return List.of(
        what,
        Integer.toString(size.pods()),
        String.format(Locale.ROOT, "%.2f", seconds(time)),
        String.format(Locale.ROOT, "%.0f", rate));
  }

  private static double rate(CreationBench.Size size, Duration time) {
    return size.pods() / seconds(time);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
