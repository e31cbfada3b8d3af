package dev.mooring.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compute",
    description = "Computes: clusters' namespaces that a workspace's jobs run in.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class ComputeCommand {
  private static final Table TABLE =
      Table.of(
          new Table.Column("NAME", "/name"),
          new Table.Column("STATE", "/properties/provisioningState"),
          new Table.Column("NAMESPACE", "/properties/properties/namespace"),
          new Table.Column("CLUSTER", "/properties/resourceId"),
          new Table.Column("AGENT", "/properties/mooring/agent"),
          new Table.Column("REASON", "/properties/provisioningErrors/0/error/message"));

  @Command(
      name = "attach",
      description = "Attach a registered cluster: installs the ML agent there and waits for it.",
      mixinStandardHelpOptions = true)
  int attach(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--cluster", paramLabel = "NAME", required = true) String cluster,
      @Option(names = "--namespace", paramLabel = "NAME", defaultValue = "default")
          String namespace) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      output.print(new Computes(arm).attach(name, cluster, namespace, steps), TABLE);
      return 0;
    }
  }

  @Command(name = "list", description = "All computes.", mixinStandardHelpOptions = true)
  int list(@Mixin PlatformOption platform, @Mixin OutputOption output) {
    try (var arm = platform.open()) {
      output.print(new Computes(arm).list(), TABLE);
      return 0;
    }
  }

  @Command(
      name = "show",
      description = "One compute, and the pods of its agent.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name) {
    try (var arm = platform.open()) {
      var compute = arm.get(arm.scope().computeId(name));
      output.print(
          compute, () -> TABLE.text(List.of(compute)) + AgentCommand.text(List.of(compute)));
      return 0;
    }
  }

  @Command(
      name = "detach",
      description = "Detach a compute; the agent goes with the cluster's last one.",
      mixinStandardHelpOptions = true)
  int detach(@Mixin PlatformOption platform, @Parameters(paramLabel = "NAME") String name) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      steps.run(
          "Detach compute " + name,
          step -> arm.await(arm.delete(arm.scope().computeId(name), Computes.DETACH), () -> {}));
      return 0;
    }
  }
}
