package dev.mooring.cli;

import dev.mooring.cli.rest.ProblemException;
import dev.mooring.embedded.EmbeddedException;
import dev.mooring.images.BuildException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code moor}. */
@Command(
    name = "moor",
    description = "Machine learning on the Kubernetes clusters you already have.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "moor 0.1.0",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      EnvCommand.class,
      ClusterCommand.class,
      WorkspaceCommand.class,
      ComputeCommand.class,
      JobCommand.class,
      QueueCommand.class,
      ExplainCommand.class,
      AgentCommand.class,
      ImagesCommand.class,
      BenchCommand.class,
      TestCommand.class
    })
public final class Moor {
  /** Something the user asked for cannot be done; the message says why and what next. */
  static final int REFUSED = 2;

  /** What was asked rightly has failed. */
  static final int FAILED = 1;

  /** Remarks that a queue's version is a beta, which is ours to know; kept, or it is forgotten. */
  private static final Logger REMARKS =
      Logger.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils");

  private Moor() {}

  public static void main(String[] arguments) {
    REMARKS.setLevel(Level.SEVERE);
    var line = new CommandLine(new Moor()).setExecutionExceptionHandler(Moor::explain);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.addSubcommand(
        new CommandLine(new KubectlCommand())
            .setStopAtPositional(true)
            .setUnmatchedOptionsArePositionalParams(true));
    System.exit(line.execute(arguments));
  }

  /** A failure with a code is one line; anything else is a fault of ours and shows where. */
  private static int explain(Exception thrown, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    return switch (thrown) {
      case EmbeddedException e -> refuse(e);
      case BuildException e -> refuse(e);
      case ProblemException e -> explain(e);
      case UncheckedIOException e -> refuse(e);
      default -> throw thrown;
    };
  }

  private static int explain(ProblemException failure) {
    System.err.println("moor: " + failure.problem().toString().replaceAll("\\s*\\R\\s*", " "));
    return switch (failure.kind()) {
      case REFUSED -> REFUSED;
      case FAILED -> FAILED;
    };
  }

  private static int refuse(RuntimeException failure) {
    System.err.println("moor: " + failure.getMessage());
    return REFUSED;
  }
}
