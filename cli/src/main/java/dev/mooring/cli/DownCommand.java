package dev.mooring.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "down",
    description = "Stop the cluster and the platform, and leave nothing but their data.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Mixin private ClusterOption which = new ClusterOption();

  @Option(names = "--purge", description = "Remove the data too.")
  private boolean purge;

  @Override
  public Integer call() {
    try (var steps = ClusterOption.steps()) {
      which.cluster().down(purge, steps);
      steps.say(
          purge
              ? "Cluster '%s' is gone".formatted(which.name())
              : "Cluster '%s' is stopped; ./moor up starts it with the data of before"
                  .formatted(which.name()));
      return 0;
    }
  }
}
