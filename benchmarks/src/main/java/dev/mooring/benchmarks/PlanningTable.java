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
 * time grows with that of the nodes, or of the pods. 1 is linear.
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
    System.out.printf("%n%8s %8s %12s %8s%n", "nodes", "pods", "ms a plan", "+-");
    for (var result : results) {
      var score = result.getPrimaryResult();
      System.out.printf(
          "%8d %8d %12.1f %8.1f%n",
          nodes(result), pods(result), score.getScore(), score.getScoreError());
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
          .put(along.applyAsInt(result), result.getPrimaryResult().getScore());
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

  private static int nodes(RunResult result) {
    return Integer.parseInt(result.getParams().getParam("nodes"));
  }

  private static int pods(RunResult result) {
    return Integer.parseInt(result.getParams().getParam("pods"));
  }
}
