package dev.mooring.cli;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.images.Build;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Hands every argument on; its options are kubectl's, so the cluster comes from MOORING_CLUSTER.
 */
@Command(
    name = "kubectl",
    description =
        "The kubectl of the cluster's own version; MOORING_CLUSTER names another cluster.")
final class KubectlCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "As kubectl takes them.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var name = System.getenv().getOrDefault("MOORING_CLUSTER", "moor");
    var cluster = new EmbeddedCluster(System.getenv(), name);
    try (var steps = ClusterOption.steps()) {
      var binary = Build.of(System.getenv(), steps).kubernetesIfBuilt();
      if (cluster.layout().isEmpty() || binary.isEmpty()) {
        System.err.printf("moor: cluster '%s' does not exist; ./moor up makes it%n", name);
        return Moor.REFUSED;
      }
      var command = new ArrayList<>(List.of(binary.get().toString(), "kubectl"));
      command.addAll(arguments);
      var process = new ProcessBuilder(command).inheritIO();
      process.environment().put("KUBECONFIG", cluster.folders().kubeconfig().toString());
      return process.start().waitFor();
    }
  }
}
