package dev.mooring.cli;

import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.explain.ClusterReader;
import dev.mooring.embedded.EmbeddedCluster;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command asks, past any platform: what it asks about the cluster alone knows. */
final class KubernetesOption {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "${env:MOORING_CLUSTER:-moor}",
      description = "The cluster of this machine; default ${DEFAULT-VALUE}.")
  private String name = "moor";

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Of another cluster, one elsewhere.")
  private @Nullable Path kubeconfig;

  /** Answers with what the question makes of the cluster. */
  <T> T ask(Function<ClusterReader, T> question) {
    try (var connection = Connection.openForSomebody("moor", Optional.of(file()))) {
      return question.apply(new ClusterReader(connection));
    } catch (ClusterException failed) {
      throw ProblemException.failed(
          "ClusterUnavailable",
          String.valueOf(failed.getMessage()),
          "Look whether it runs and has the agent: ./moor status, ./moor agent status");
    }
  }

  private Path file() {
    if (kubeconfig != null) {
      return kubeconfig;
    }
    var cluster = new EmbeddedCluster(System.getenv(), name);
    if (cluster.layout().isEmpty()) {
      throw ProblemException.refused(
          "NoCluster",
          "Cluster '%s' of this machine does not exist".formatted(name),
          "./moor up makes it; for one elsewhere name its --kubeconfig");
    }
    return cluster.folders().kubeconfig();
  }
}
