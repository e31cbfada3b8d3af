package dev.mooring.cli;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.images.Build;
import dev.mooring.progress.Steps;
import picocli.CommandLine.Option;

/** Which cluster of this machine a command is about. */
final class ClusterOption {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "${env:MOORING_CLUSTER:-moor}",
      description = "The cluster of this machine; default ${DEFAULT-VALUE}.")
  private String name = "moor";

  EmbeddedCluster cluster() {
    return new EmbeddedCluster(System.getenv(), name);
  }

  String name() {
    return name;
  }

  static Steps steps() {
    return Steps.open(System.getenv(), Build.cacheFolder(System.getenv()).resolve("logs"));
  }
}
