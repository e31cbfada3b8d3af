package dev.mooring.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link PlanningBenchmark} and prints its times with the slopes: how the logarithm of the
 * processor time grows with that of the nodes, or of the pods. 1 is linear.
 */
public final class PlanningTable {
  private PlanningTable() {}

  /** Runs all sizes, or with {@code --ends} the smallest and the largest only. */
  public static void main(String[] arguments) throws RunnerException {
    var options = new OptionsBuilder().include(PlanningBenchmark.class.getName());
    if (arguments.length > 0 && arguments[0].equals("--ends")) {
      options.param("nodes", "500", "5000").param("pods", "1000", "10000");
    }
    print(new Runner(options.build()).run());
  }

  private static void print(Collection<RunResult> results) {
    System.out.printf("%n%8s %8s %12s %12s%n", "nodes", "pods", "CPU ms", "elapsed ms");
    for (var result : results) {
      System.out.printf(
          "%8d %8d %12.1f %12.1f%n",
          nodes(result), pods(result), cpu(result), result.getPrimaryResult().getScore());
    }
    slopes("nodes", results, PlanningTable::nodes, PlanningTable::pods);
    slopes("pods", results, PlanningTable::pods, PlanningTable::nodes);
  }

  private static void slopes(
      String of,
      Collection<RunResult> results,
      ToIntFunction<RunResult> along,
      ToIntFunction<RunResult> fixed) {
    Map<Integer, TreeMap<Integer, Double>> lines = new TreeMap<>();
    for (var result : results) {
      lines
          .computeIfAbsent(fixed.applyAsInt(result), _ -> new TreeMap<>())
          .put(along.applyAsInt(result), cpu(result));
    }
    lines.forEach((at, line) -> {
      var first = line.firstEntry();
      var last = line.lastEntry();
      var slope =
          Math.log(last.getValue() / first.getValue())
              / Math.log((double) last.getKey() / first.getKey());
      System.out.printf(
          "slope in %s, %d to %d, at %d: %.2f%n", of, first.getKey(), last.getKey(), at, slope);
    });
  }

  /** Milliseconds of processor time for one plan. */
  private static double cpu(RunResult result) {
    return counter(result, "nanos") / counter(result, "plans") / 1e6;
  }

  @SuppressWarnings("rawtypes") // JMH's own signature has them.
  private static double counter(RunResult result, String name) {
    return result.getSecondaryResults().entrySet().stream()
        .filter(counter -> counter.getKey().equals(name))
        .mapToDouble(counter -> counter.getValue().getScore())
        .sum();
  }

  private static int nodes(RunResult result) {
    return Integer.parseInt(result.getParams().getParam("nodes"));
  }

  private static int pods(RunResult result) {
    return Integer.parseInt(result.getParams().getParam("pods"));
  }
}
