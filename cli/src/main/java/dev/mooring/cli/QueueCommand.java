package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cluster.explain.ClusterReader;
import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.Queue;
import dev.mooring.crd.QueuePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "queue",
    description = "Queues: the shares of a cluster that jobs wait for.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class QueueCommand {
  /** In tables only: the state, and whose it is where it is a parent's. */
  private static final String STATE = "/shownState";

  private static final String NONE = "-";

  /** A node offers huge pages of each size, mostly none. */
  private static final Set<String> NOTHING = Set.of(NONE, "0", "0 Mi");

  private static final Table TABLE =
      Table.of(
          new Table.Column("NAME", "/metadata/name"),
          new Table.Column("PARENT", "/spec/parent"),
          new Table.Column("STATE", STATE),
          new Table.Column("WEIGHT", "/spec/weight"),
          new Table.Column("PENDING", "/status/pending"),
          new Table.Column("INQUEUE", "/status/inqueue"),
          new Table.Column("RUNNING", "/status/running"),
          new Table.Column("SHARE", "/status/share"));

  @Command(name = "list", description = "All queues.", mixinStandardHelpOptions = true)
  int list(@Mixin KubernetesOption cluster, @Mixin OutputOption output) {
    var queues = new ArrayList<>(cluster.ask(ClusterReader::queues));
    queues.sort(Comparator.comparing(QueueCommand::name));
    output.print(JsonNodeFactory.instance.arrayNode().addAll(queues), () -> table(queues, queues));
    return 0;
  }

  @Command(
      name = "show",
      description = "One queue: what it may have, and what it has.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin KubernetesOption cluster,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name) {
    var queues = cluster.ask(ClusterReader::queues);
    var queue =
        queues.stream()
            .filter(it -> name(it).equals(name))
            .findFirst()
            .orElseThrow(() ->
                ProblemException.refused(
                    "QueueNotFound",
                    "There is no queue '%s'".formatted(name),
                    "There are "
                        + queues.stream()
                            .map(QueueCommand::name)
                            .sorted()
                            .collect(Collectors.joining(", "))));
    output.print(
        queue, () -> table(List.of(queue), queues) + closing(queue, queues) + amounts(queue));
    return 0;
  }

  /** As a table shows them. */
  static String table(List<JsonNode> queues, List<JsonNode> all) {
    return TABLE.text(
        queues.stream()
            .<JsonNode>map(queue -> {
              var state = queue.at("/status/state").asText();
              var above = closedAbove(queue, all);
              ObjectNode shown = queue.deepCopy();
              return shown.put(
                  STATE.substring(1),
                  above.map(name -> "%s (%s is closed)".formatted(state, name)).orElse(state));
            })
            .toList());
  }

  /** What to do where it was not closed itself; else empty. */
  static String closing(JsonNode queue, List<JsonNode> all) {
    return closedAbove(queue, all)
        .map(above ->
            "It takes no new gangs, for '%s' above it is closed. Open that: kubectl annotate queue %s %s-%n"
                .formatted(above, above, Queue.CLOSED_ANNOTATION))
        .orElse("");
  }

  /** The queue above it by which it is closed, unless it was told so itself. */
  private static Optional<String> closedAbove(JsonNode queue, List<JsonNode> all) {
    var byName = all.stream().collect(Collectors.toMap(QueueCommand::name, it -> it));
    return QueuePath.closed(
            name(queue), byName, it -> it.at("/spec/parent").asText(), QueueCommand::isToldToClose)
        .filter(name -> !name.equals(name(queue)));
  }

  private static boolean isToldToClose(JsonNode queue) {
    return queue.at("/metadata/annotations").path(Queue.CLOSED_ANNOTATION).asText().equals("true");
  }

  private static String name(JsonNode queue) {
    return queue.at("/metadata/name").asText();
  }

  /** A row for each resource that the queue names, and each of which there is anything. */
  static String amounts(JsonNode queue) {
    var columns =
        List.of(
            queue.at("/spec/capability"),
            queue.at("/spec/guarantee/resource"),
            queue.at("/status/deserved"),
            queue.at("/status/allocated"));
    var resources = new TreeSet<String>();
    columns.forEach(column -> column.fieldNames().forEachRemaining(resources::add));
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("RESOURCE", "CAPABILITY", "GUARANTEE", "DESERVED", "ALLOCATED"));
    for (var resource : resources) {
      var row = new ArrayList<String>();
      row.add(resource);
      columns.forEach(column -> row.add(amount(resource, column.path(resource))));
      var named = columns.stream().limit(2).anyMatch(column -> column.has(resource));
      if (named || !NOTHING.containsAll(row.subList(1, row.size()))) {
        rows.add(row);
      }
    }
    return rows.size() == 1 ? "" : System.lineSeparator() + Table.aligned(rows);
  }

  private static String amount(String resource, JsonNode quantity) {
    return quantity.isMissingNode() ? NONE : Requests.shown(resource, quantity.asText());
  }
}
