package dev.mooring.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "cluster",
    description = "Kubernetes clusters that the platform may use.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class ClusterCommand {
  private static final Table TABLE =
      Table.of(
          new Table.Column("NAME", "/name"),
          new Table.Column("STATE", "/properties/provisioningState"),
          new Table.Column("KUBERNETES", "/properties/kubernetesVersion"));

  @Command(
      name = "register",
      description = "Make a cluster known, by a kubeconfig with everything inside it.",
      mixinStandardHelpOptions = true)
  int register(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--kubeconfig", paramLabel = "FILE", required = true) Path kubeconfig) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      var made =
          steps.call(
              "Register cluster " + name,
              step -> new RegisteredClusters(arm).register(name, kubeconfig));
      output.print(made, TABLE);
      return 0;
    }
  }

  @Command(name = "list", description = "All clusters.", mixinStandardHelpOptions = true)
  int list(@Mixin PlatformOption platform, @Mixin OutputOption output) {
    try (var arm = platform.open()) {
      output.print(new RegisteredClusters(arm).list(), TABLE);
      return 0;
    }
  }

  @Command(name = "show", description = "One cluster.", mixinStandardHelpOptions = true)
  int show(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name) {
    try (var arm = platform.open()) {
      output.print(arm.get(arm.scope().clusterId(name)), TABLE);
      return 0;
    }
  }

  @Command(
      name = "delete",
      description = "Forget a cluster, once no compute is on it.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin PlatformOption platform, @Parameters(paramLabel = "NAME") String name) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      steps.run(
          "Delete cluster " + name,
          step -> arm.await(arm.delete(arm.scope().clusterId(name), ""), () -> {}));
      return 0;
    }
  }
}
