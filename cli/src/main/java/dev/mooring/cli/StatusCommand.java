package dev.mooring.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.embedded.Status;
import dev.mooring.images.Build;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = "What runs of the cluster, and what is wrong with it.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private ClusterOption which = new ClusterOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    Status status;
    try (var steps = ClusterOption.steps()) {
      // A cluster that runs was started from a binary that is there.
      var binary = Build.of(System.getenv(), steps).kubernetesIfBuilt().orElse(Path.of("moor-k8s"));
      status = which.cluster().status(binary);
    }
    output.print(new ObjectMapper().valueToTree(status), () -> table(status));
    return status.state().equals("running") ? 0 : 1;
  }

  static String table(Status status) {
    var text = new StringBuilder();
    text.append("Cluster %s is %s%n".formatted(status.cluster(), status.state()));
    if (!status.apiServer().isEmpty()) {
      text.append("API server  %s%n".formatted(status.apiServer()));
      text.append("kubeconfig  %s%n".formatted(status.kubeconfig()));
      text.append("platform    %s%n".formatted(status.platform()));
    }
    if (!status.processes().isEmpty()) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("UNIT", "PROCESS", "READY", "RESTARTS"));
      for (var process : status.processes()) {
        rows.add(
            List.of(
                process.unit(),
                process.name(),
                process.ready() ? "yes" : "no",
                Integer.toString(process.restarts())));
      }
      text.append(System.lineSeparator()).append(Table.aligned(rows));
    }
    if (!status.nodes().isEmpty()) {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NODE", "READY"));
      status.nodes().forEach(node -> rows.add(List.of(node.name(), node.ready() ? "yes" : "no")));
      text.append(System.lineSeparator()).append(Table.aligned(rows));
    }
    for (var problem : status.problems()) {
      text.append("%n! %s".formatted(problem));
    }
    return text.append(status.problems().isEmpty() ? "" : System.lineSeparator()).toString();
  }
}
