package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.cli.explain.Explaining;
import dev.mooring.cli.explain.Explaining.Found;
import dev.mooring.cli.explain.Explanation;
import dev.mooring.cli.explain.Explanation.QueuePlace;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cluster.explain.ClusterReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    description = "Why something waits.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class ExplainCommand {

  @Command(
      name = "job",
      description = "Why a job waits: its gang, its queue, each of its pods, and what to do.",
      mixinStandardHelpOptions = true)
  int job(
      @Mixin KubernetesOption cluster,
      @Mixin OutputOption output,
      @Option(
              names = {"-n", "--namespace"},
              paramLabel = "NAME",
              description = "Where it is; needed when several have one of its name.")
          @Nullable String namespace,
      @Parameters(paramLabel = "NAME", description = "In the workspace, or in the cluster.")
          String name) {
    var explanation = cluster.ask(reader -> explain(reader, Optional.ofNullable(namespace), name));
    JsonNode tree = new ObjectMapper().valueToTree(explanation);
    output.print(tree, () -> text(explanation));
    return 0;
  }

  private static Explanation explain(
      ClusterReader reader, Optional<String> namespace, String name) {
    var explaining = new Explaining(reader.jobs(), reader.gangs(), reader.queues());
    var found =
        explaining.find(name).stream()
            .filter(job -> namespace.isEmpty() || namespace.get().equals(job.namespace()))
            .toList();
    var job = one(name, found);
    return explaining.explain(job, reader.pods(job.namespace()));
  }

  private static Found one(String name, List<Found> found) {
    return switch (found.size()) {
      case 0 ->
          throw ProblemException.refused(
              "JobNotFound",
              "The cluster has no job '%s'".formatted(name),
              "One that is not there yet, or no more, is told of by ./moor job show");
      case 1 -> found.getFirst();
      default ->
          throw ProblemException.refused(
              "JobAmbiguous",
              "There are jobs '%s' in %s"
                  .formatted(
                      name, found.stream().map(Found::namespace).collect(Collectors.joining(", "))),
              "Say which with --namespace");
    };
  }

  static String text(Explanation explanation) {
    var text = new StringBuilder();
    var verdict = explanation.verdict();
    text.append("%s: %s%n".formatted(verdict.code(), verdict.message()));
    if (!verdict.nextStep().isEmpty()) {
      text.append("Next: %s%n".formatted(verdict.nextStep()));
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("LEVEL", "STATE", "REASON"));
    for (var level : explanation.levels()) {
      var reason = level.reason();
      rows.add(List.of(level.kind(), level.state(), reason == null ? "-" : reason.message()));
    }
    var queue = explanation.queue();
    if (queue != null) {
      rows.add(List.of("Queue " + queue.name(), queue.state(), place(queue)));
    }
    text.append(System.lineSeparator()).append(Table.aligned(rows));
    if (!explanation.pods().isEmpty()) {
      text.append(System.lineSeparator()).append(pods(explanation));
    }
    return text.toString();
  }

  private static String place(QueuePlace queue) {
    if (!queue.waits()) {
      return "-";
    }
    return queue.position() == 0
        ? "waits; the scheduler has not said at which place"
        : "%d of %d that wait".formatted(queue.position(), queue.waiting());
  }

  private static String pods(Explanation explanation) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("POD", "PHASE", "NODE", "REASON"));
    for (var pod : explanation.pods()) {
      rows.add(List.of(pod.name(), pod.phase(), orDash(pod.node()), orDash(pod.message())));
    }
    return Table.aligned(rows);
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
