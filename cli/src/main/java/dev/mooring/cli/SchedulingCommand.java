package dev.mooring.cli;

import dev.mooring.cli.bench.DefaultScheduler;
import dev.mooring.cli.bench.ImageContestant;
import dev.mooring.cli.bench.WorkFolder;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.bench.Contestant;
import dev.mooring.cluster.bench.InstalledAgent;
import dev.mooring.cluster.bench.SchedulingBench;
import dev.mooring.cluster.bench.SchedulingBench.Plan;
import dev.mooring.cluster.bench.SchedulingBench.Shape;
import dev.mooring.cluster.bench.SchedulingBench.Temperature;
import dev.mooring.images.Build;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "scheduling",
    description = {
      "Schedulers against each other in turns, on nodes without a machine: pods bound a second,"
          + " processor time a pod, memory.",
      "All objects are made before a scheduler's clock starts: cold it is started then, warm it was"
          + " stopped meanwhile by SIGSTOP and goes on. The default scheduler gets the same pods"
          + " without groups; ours runs from the agent's image, and the agent's own has no replicas"
          + " meanwhile.",
      "A third peer, binder, has less to do than any scheduler: it binds single pods to the next"
          + " node each, by the same ways as ours and from the same image. It shows what the API"
          + " server, the JVM and the connections leave to one."
    },
    mixinStandardHelpOptions = true)
final class SchedulingCommand implements Callable<Integer> {
  private enum Peer {
    DEFAULT,
    MOORING,
    BINDER
  }

  @Mixin private PlatformOption platform = new PlatformOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--shapes",
      split = ",",
      defaultValue = "1000x3,10x300,300x10",
      description = "Gangs and their size; default ${DEFAULT-VALUE}.")
  private List<String> shapes = List.of();

  @Option(
      names = "--nodes",
      split = ",",
      defaultValue = "100,1000",
      description = "How many, one case after the other; default ${DEFAULT-VALUE}.")
  private List<Integer> nodes = List.of();

  @Option(
      names = "--peers",
      split = ",",
      defaultValue = "default,mooring",
      description = "Of ${COMPLETION-CANDIDATES}; they begin in turns. Default ${DEFAULT-VALUE}.")
  private List<Peer> peers = List.of();

  @Option(
      names = "--rounds",
      split = ",",
      defaultValue = "cold,warm",
      description = "Of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private List<Temperature> rounds = List.of();

  @Option(
      names = "--times",
      defaultValue = "1",
      description =
          "How often each case; medians are shown, of ratios those of each time. Default"
              + " ${DEFAULT-VALUE}.")
  private int times = 1;

  @Override
  public Integer call() throws InterruptedException {
    var plan = plan();
    try (var steps = ClusterOption.steps();
        var connection = BenchCommand.connection(platform, InstalledAgent.SCHEDULER);
        var work = WorkFolder.in(Build.cacheFolder(System.getenv()))) {
      var contestants =
          peers.stream().distinct().map(peer -> contestant(peer, connection, work, steps)).toList();
      var results =
          steps.call(
              "Measure schedulers",
              step -> new SchedulingBench(connection, plan, contestants, step::line).run());
      output.print(SchedulingFigures.tree(results), () -> SchedulingFigures.text(results));
      return 0;
    }
  }

  private Plan plan() {
    try {
      return new Plan(
          shapes.stream().map(Shape::parse).toList(), nodes, new HashSet<>(rounds), times);
    } catch (IllegalArgumentException refused) {
      throw ProblemException.refused(
          "BadOption", String.valueOf(refused.getMessage()), "See ./moor bench scheduling --help");
    }
  }

  /** Each with the credentials that it has in a cluster. */
  private Contestant contestant(Peer peer, Connection connection, WorkFolder work, Steps steps) {
    var kubeconfig = BenchCommand.machine(platform).folders().kubeconfig();
    var build = Build.of(System.getenv(), steps);
    Path folder = work.folder(peer.name().toLowerCase(Locale.ROOT));
    return switch (peer) {
      case DEFAULT -> new DefaultScheduler(build.kubernetes(), kubeconfig, folder);
      case MOORING ->
          ImageContestant.mooring(build.agentImage().archive(), token(connection), folder);
      case BINDER ->
          ImageContestant.binder(build.agentImage().archive(), token(connection), folder);
    };
  }

  private static String token(Connection connection) {
    return InstalledAgent.kubeconfig(connection, InstalledAgent.SCHEDULER);
  }
}
