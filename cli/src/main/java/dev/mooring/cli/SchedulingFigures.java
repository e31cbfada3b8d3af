package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.mooring.cli.bench.Median;
import dev.mooring.cli.rest.Json;
import dev.mooring.cluster.bench.SchedulingBench.Round;
import dev.mooring.cluster.bench.SchedulingBench.Shape;
import dev.mooring.cluster.bench.SchedulingBench.Temperature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** How the figures of {@code moor bench scheduling} are shown. */
final class SchedulingFigures {
  private static final String YARDSTICK = "default";

  private SchedulingFigures() {}

  /** All times of one contestant in one case. */
  private record Row(List<Round> rounds) {
    Round any() {
      return rounds.getFirst();
    }

    double median(ToDoubleFunction<Round> figure) {
      return Median.of(rounds.stream().mapToDouble(figure));
    }

    /** To the yardstick in the same case, each time to that time's; empty if it has none. */
    Optional<Double> ratio(List<Round> all, ToDoubleFunction<Round> rate) {
      var ratios =
          rounds.stream()
              .flatMap(round ->
                  yardstick(all, round).stream()
                      .map(other -> rate.applyAsDouble(round) / rate.applyAsDouble(other)))
              .toList();
      return ratios.isEmpty()
          ? Optional.empty()
          : Optional.of(Median.of(ratios.stream().mapToDouble(Double::doubleValue)));
    }
  }

  private record Case(Shape shape, int nodes, String contestant, Temperature temperature) {
    static Case of(Round round) {
      return new Case(round.shape(), round.nodes(), round.contestant(), round.temperature());
    }
  }

  private static List<Row> rows(List<Round> rounds) {
    return rounds.stream()
        .collect(Collectors.groupingBy(Case::of, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(Row::new)
        .toList();
  }

  private static Optional<Round> yardstick(List<Round> rounds, Round round) {
    return rounds.stream()
        .filter(other -> other.contestant().equals(YARDSTICK))
        .filter(other -> other.shape().equals(round.shape()) && other.nodes() == round.nodes())
        .filter(other -> other.temperature() == round.temperature())
        .filter(other -> other.time() == round.time())
        .findFirst();
  }

  static ArrayNode tree(List<Round> rounds) {
    var array = Json.object().arrayNode();
    for (var row : rows(rounds)) {
      var node =
          array
              .addObject()
              .put("shape", row.any().shape().toString())
              .put("nodes", row.any().nodes())
              .put("peer", row.any().contestant())
              .put("round", lower(row.any()))
              .put("times", row.rounds().size())
              .put("podsPerSecondFromFirst", row.median(Round::rateSinceFirst))
              .put("podsPerSecondFromStart", row.median(Round::rateSinceStart))
              .put("cpuMillisPerPod", row.median(Round::cpuMillisAPod))
              .put("peakMiB", row.median(Round::peakMebibytes));
      row.ratio(rounds, Round::rateSinceFirst).ifPresent(x -> node.put("ratioFromFirst", x));
      row.ratio(rounds, Round::rateSinceStart).ifPresent(x -> node.put("ratioFromStart", x));
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
    for (var row : rows(rounds)) {
      rows.add(
          List.of(
              row.any().shape().toString(),
              Integer.toString(row.any().nodes()),
              row.any().contestant(),
              lower(row.any()),
              number("%.0f", row.median(Round::rateSinceFirst)),
              number("%.0f", row.median(Round::rateSinceStart)),
              text(row.ratio(rounds, Round::rateSinceFirst)),
              text(row.ratio(rounds, Round::rateSinceStart)),
              number("%.2f", row.median(Round::cpuMillisAPod)),
              number("%.0f", row.median(Round::peakMebibytes))));
    }
    return Table.aligned(rows)
        + "Objects are made first. Cold: the process is started then, its start is the clock's;"
        + " warm: it was stopped by SIGSTOP meanwhile,\nand SIGCONT starts the clock. Rates from"
        + " the first pod bound to the last, and from the start; ratios to the default scheduler"
        + " in the same case%s.\nCredentials are what each has in a cluster: the default scheduler"
            .formatted(medians(rounds))
        + " a client certificate, the others a token.\n";
  }

  private static String lower(Round round) {
    return round.temperature().name().toLowerCase(Locale.ROOT);
  }

  private static String medians(List<Round> rounds) {
    var times = rounds.stream().mapToInt(Round::time).max().orElse(1);
    return times == 1 ? "" : "; medians of %d times, of ratios too".formatted(times);
  }

  private static String text(Optional<Double> ratio) {
    return ratio.map(value -> number("%.2f", value)).orElse("-");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
