package dev.mooring.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "workspace",
    description = "Workspaces: what jobs, computes and data belong to.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class WorkspaceCommand {
  private static final Table TABLE =
      Table.of(
          new Table.Column("NAME", "/name"),
          new Table.Column("STATE", "/properties/provisioningState"),
          new Table.Column("STORAGE", "/properties/storageAccount"));

  @Command(
      name = "create",
      description = "Make a workspace, or find it.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      var workspaces = new Workspaces(arm);
      var made =
          steps.call(
              "Create workspace " + name,
              step -> {
                var workspace = workspaces.ensure(name);
                platform.machine().ifPresent(cluster -> workspaces.name(cluster, steps));
                return workspace;
              });
      output.print(made, TABLE);
      return 0;
    }
  }

  @Command(name = "list", description = "All workspaces.", mixinStandardHelpOptions = true)
  int list(@Mixin PlatformOption platform, @Mixin OutputOption output) {
    try (var arm = platform.open()) {
      output.print(new Workspaces(arm).list(), TABLE);
      return 0;
    }
  }

  @Command(name = "show", description = "One workspace.", mixinStandardHelpOptions = true)
  int show(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name) {
    try (var arm = platform.open()) {
      output.print(arm.get(arm.scope().workspaceId(name)), TABLE);
      return 0;
    }
  }

  @Command(
      name = "delete",
      description = "Remove a workspace with its jobs and their files.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin PlatformOption platform, @Parameters(paramLabel = "NAME") String name) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      steps.run(
          "Delete workspace " + name,
          step -> arm.await(arm.delete(arm.scope().workspaceId(name), ""), () -> {}));
      return 0;
    }
  }
}
