package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cli.bench.Median;
import dev.mooring.cli.rest.Json;
import dev.mooring.cluster.bench.CreationBench.Round;
import dev.mooring.cluster.bench.CreationBench.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the figures of {@code moor bench training} are shown.
 *
 * @param rounds at least one
 */
record TrainingFigures(Size size, List<Round> rounds) {
  private static final String DISTURBED =
      "! Others wrote to the API server all the time; run it again when the cluster is idle\n";

  TrainingFigures {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("no round");
    }
    rounds = List.copyOf(rounds);
  }

  ObjectNode tree() {
    var tree = Json.object();
    tree.put("jobs", size.jobs()).put("replicas", size.replicas()).put("ratio", medianRatio());
    tree.put("ratioOfAll", ratioOfAll());
    var list = tree.putArray("rounds");
    for (var round : rounds) {
      list.addObject()
          .put("plainPodsPerSecond", rate(round.pods()))
          .put("podsOfJobsPerSecond", rate(round.jobs()))
          .put("ratio", ratio(round))
          .put("settledMillis", round.settled().toMillis())
          .put("writesPerJob", writes(round))
          .put("quiet", round.quiet());
    }
    var each = tree.putObject("writesPerJobByKind");
    writesByKind().forEach(each::put);
    return tree;
  }

  String text() {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "ROUND",
            "PLAIN PODS/S",
            "PODS OF JOBS/S",
            "RATIO",
            "STATUSES WRITTEN AFTER s",
            "WRITES A JOB"));
    for (var round : rounds) {
      rows.add(
          List.of(
              Integer.toString(rows.size()),
              decimals(0, rate(round.pods())),
              decimals(0, rate(round.jobs())),
              decimals(2, ratio(round)),
              decimals(1, seconds(round.settled())),
              decimals(1, writes(round))));
    }
    rows.add(
        List.of(
            "all",
            decimals(0, rateOfAll(Round::pods)),
            decimals(0, rateOfAll(Round::jobs)),
            decimals(2, ratioOfAll()),
            "-",
            "-"));
    var kinds = new ArrayList<List<String>>();
    writesByKind().forEach((kind, count) -> kinds.add(List.of("  " + kind, decimals(2, count))));
    var disturbed = rounds.stream().allMatch(Round::quiet) ? "" : DISTURBED;
    return "%s%s%d jobs of %d, median ratio %s; writes a job, on average:%n%s"
        .formatted(
            Table.aligned(rows),
            disturbed,
            size.jobs(),
            size.replicas(),
            decimals(2, medianRatio()),
            Table.aligned(kinds));
  }

  private double medianRatio() {
    return Median.of(rounds.stream().mapToDouble(this::ratio));
  }

  private double ratioOfAll() {
    return rateOfAll(Round::jobs) / rateOfAll(Round::pods);
  }

  /** Pods a second of all rounds together; a slow round weighs more in it than a quick one. */
  private double rateOfAll(Function<Round, Duration> turn) {
    return rate(rounds.stream().map(turn).reduce(Duration.ZERO, Duration::plus)) * rounds.size();
  }

  private Map<String, Double> writesByKind() {
    var all = new TreeMap<String, Double>();
    for (var round : rounds) {
      round
          .writes()
          .forEach((kind, count) ->
              all.merge(kind, (double) count / size.jobs() / rounds.size(), Double::sum));
    }
    return all;
  }

  private double writes(Round round) {
    var all = round.writes().values().stream().mapToLong(count -> count).sum();
    return (double) all / size.jobs();
  }

  private double ratio(Round round) {
    return rate(round.jobs()) / rate(round.pods());
  }

  /** Pods a second. */
  private double rate(Duration time) {
    return size.pods() / seconds(time);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private static String decimals(int count, double figure) {
    return String.format(Locale.ROOT, "%." + count + "f", figure);
  }
}
