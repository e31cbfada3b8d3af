package dev.mooring.cli;

import dev.mooring.images.Build;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = "Start the cluster of this machine and the platform, or repair them. Data stay.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin private ClusterOption which = new ClusterOption();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Number of nodes, 1 to 16; default as before, or 3.")
  private @Nullable Integer nodes;

  @Override
  public Integer call() {
    try (var steps = ClusterOption.steps()) {
      var build = Build.of(System.getenv(), steps);
      var layout = Platform.up(which.cluster(), Optional.ofNullable(nodes), build, steps).layout();
      steps.say(
          "Cluster '%s' is up: %d nodes, API server %s\nThe platform is at %s\nNext: ./moor demo, or ./moor cluster register local --kubeconfig %s"
              .formatted(
                  layout.cluster(),
                  layout.nodes(),
                  layout.apiServer(),
                  layout.platform(),
                  which.cluster().folders().kubeconfig()));
      return 0;
    }
  }
}
