package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cli.rest.Json;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cluster.bench.ExplainBench;
import dev.mooring.cluster.bench.ExplainBench.Said;
import dev.mooring.cluster.bench.InstalledAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "explain",
    description =
        "How soon the agent's scheduler says why a gang cannot run where all GPUs are taken, eight"
            + " pods on each of the nodes; on nodes without a machine.",
    mixinStandardHelpOptions = true)
final class ExplainBenchCommand implements Callable<Integer> {
  @Mixin private PlatformOption platform = new PlatformOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--nodes", defaultValue = "500", description = "Default ${DEFAULT-VALUE}.")
  private int nodes = 500;

  @Option(
      names = "--runs",
      defaultValue = "5",
      description = "Gangs that ask, one after the other; default ${DEFAULT-VALUE}.")
  private int runs = 5;

  @Override
  public Integer call() throws InterruptedException {
    if (nodes < 1 || runs < 1) {
      throw ProblemException.refused("BadOption", "Less than 1 was asked for", "Give 1 or more");
    }
    try (var steps = ClusterOption.steps();
        var connection = BenchCommand.connection(platform, InstalledAgent.SCHEDULER)) {
      var said =
          steps.call(
              "Measure %d explanations".formatted(runs),
              step -> new ExplainBench(connection, nodes, runs, step::line).run());
      output.print(tree(said), () -> text(said));
      return 0;
    }
  }

  private ObjectNode tree(List<Said> said) {
    var tree = Json.object().put("nodes", nodes).put("pods", 8 * nodes);
    var array = tree.putArray("runs");
    for (var each : said) {
      array
          .addObject()
          .put("creationMillis", each.creation().toMillis())
          .put("groupMillis", each.group().toMillis())
          .put("podsMillis", each.pods().toMillis())
          .put("message", each.message());
    }
    return tree;
  }

  /** At least one. */
  static String text(List<Said> said) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("GANG", "MADE IN ms", "GROUP HAS REASON AFTER ms", "ALL PODS AFTER ms"));
    for (var number = 0; number < said.size(); number++) {
      var each = said.get(number);
      rows.add(
          List.of(
              Integer.toString(number + 1),
              Long.toString(each.creation().toMillis()),
              Long.toString(each.group().toMillis()),
              Long.toString(each.pods().toMillis())));
    }
    return Table.aligned(rows)
        + String.format(
            Locale.ROOT,
            "From the last pod made; negative if it was said before. Said: %s%n",
            said.getLast().message());
  }
}
