package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.mooring.cli.rest.Json;
import dev.mooring.cluster.bench.SchedulingBench.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How the figures of {@code moor bench scheduling} are shown. */
final class SchedulingFigures {
  private static final String YARDSTICK = "default";

  private SchedulingFigures() {}

  static ArrayNode tree(List<Round> rounds) {
    var array = Json.object().arrayNode();
    for (var round : rounds) {
      var row =
          array
              .addObject()
              .put("shape", round.shape().toString())
              .put("nodes", round.nodes())
              .put("peer", round.contestant())
              .put("round", lower(round))
              .put("podsPerSecondFromFirst", round.rateSinceFirst())
              .put("podsPerSecondFromStart", round.rateSinceStart())
              .put("cpuMillisPerPod", round.cpuMillisAPod())
              .put("peakMiB", round.peakMebibytes());
      ratio(rounds, round, Round::rateSinceFirst).ifPresent(x -> row.put("ratioFromFirst", x));
      ratio(rounds, round, Round::rateSinceStart).ifPresent(x -> row.put("ratioFromStart", x));
    }
    return array;
  }

  static String text(List<Round> rounds) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "SHAPE",
            "NODES",
            "PEER",
            "ROUND",
            "PODS/S FIRST-LAST",
            "START-LAST",
            "RATIO",
            "RATIO START",
            "CPU ms/POD",
            "PEAK MiB"));
    for (var round : rounds) {
      rows.add(
          List.of(
              round.shape().toString(),
              Integer.toString(round.nodes()),
              round.contestant(),
              lower(round),
              number("%.0f", round.rateSinceFirst()),
              number("%.0f", round.rateSinceStart()),
              text(ratio(rounds, round, Round::rateSinceFirst)),
              text(ratio(rounds, round, Round::rateSinceStart)),
              number("%.2f", round.cpuMillisAPod()),
              number("%.0f", round.peakMebibytes())));
    }
    return Table.aligned(rows)
        + "Objects are made first. Cold: the process is started then, its start is the clock's;"
        + " warm: it was stopped by SIGSTOP meanwhile,\nand SIGCONT starts the clock. Rates from"
        + " the first pod bound to the last, and from the start; ratios to the default scheduler"
        + " in the same case.\n";
  }

  private static String lower(Round round) {
    return round.temperature().name().toLowerCase(Locale.ROOT);
  }

  /** To the default scheduler in the same case; empty if it was not measured. */
  private static Optional<Double> ratio(
      List<Round> rounds, Round round, ToDoubleFunction<Round> rate) {
    return rounds.stream()
        .filter(other -> other.contestant().equals(YARDSTICK))
        .filter(other -> other.shape().equals(round.shape()) && other.nodes() == round.nodes())
        .filter(other -> other.temperature() == round.temperature())
        .findFirst()
        .map(other -> rate.applyAsDouble(round) / rate.applyAsDouble(other));
  }

  private static String text(Optional<Double> ratio) {
    return ratio.map(value -> number("%.2f", value)).orElse("-");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
