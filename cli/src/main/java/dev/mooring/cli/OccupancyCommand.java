package dev.mooring.cli;

import dev.mooring.cli.rest.Json;
import dev.mooring.cluster.bench.InstalledAgent;
import dev.mooring.cluster.bench.Mix;
import dev.mooring.cluster.bench.OccupancyBench;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "occupancy",
    description =
        "How full the agent's scheduler keeps 32 nodes of 8 GPUs with a mix of 53 gangs of 1 to 32"
            + " pods, beside the nine waves that they need at least; on nodes without a machine.",
    mixinStandardHelpOptions = true)
final class OccupancyCommand implements Callable<Integer> {
  @Mixin private PlatformOption platform = new PlatformOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description =
          "How long each gang runs, from its last pod bound; stands for two minutes. Default"
              + " ${DEFAULT-VALUE}.")
  private int seconds = 20;

  @Override
  public Integer call() throws InterruptedException {
    BenchCommand.atLeastOne("--seconds", seconds);
    try (var steps = ClusterOption.steps();
        var connection = BenchCommand.connection(platform, InstalledAgent.SCHEDULER)) {
      var result =
          steps.call(
              "Measure occupancy",
              step ->
                  new OccupancyBench(connection, Duration.ofSeconds(seconds), step::line).run());
      var tree =
          Json.object()
              .put("gangs", Mix.SIZES.size())
              .put("pods", Mix.pods())
              .put("nodes", Mix.NODES)
              .put("waves", Mix.waves())
              .put("makespanMillis", result.makespan().toMillis())
              .put("idealMillis", result.ideal().toMillis())
              .put("over", result.over())
              .put("occupancy", result.occupancy());
      output.print(tree, () -> text(result));
      return 0;
    }
  }

  static String text(OccupancyBench.Result result) {
    return String.format(
        Locale.ROOT,
        "%d gangs of %d pods on %d nodes: makespan %.1f s, %d waves are %.1f s: %.1f %% over;"
            + " occupancy %.1f %%%n",
        Mix.SIZES.size(),
        Mix.pods(),
        Mix.NODES,
        result.makespan().toMillis() / 1000.0,
        Mix.waves(),
        result.ideal().toMillis() / 1000.0,
        100 * result.over(),
        100 * result.occupancy());
  }
}
