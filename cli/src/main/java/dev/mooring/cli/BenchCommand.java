package dev.mooring.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.mooring.cli.bench.AgentMemory;
import dev.mooring.cli.bench.Figures.Figure;
import dev.mooring.cli.bench.KubectlProcess;
import dev.mooring.cli.bench.SubmitBench;
import dev.mooring.cli.rest.Json;
import dev.mooring.cli.rest.ProblemException;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.bench.CreationBench;
import dev.mooring.cluster.bench.FinishedJobs;
import dev.mooring.cluster.bench.InstalledAgent;
import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.images.Build;
import dev.mooring.images.Image;
import dev.mooring.images.Training;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measurements on a platform of this machine that runs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SchedulingCommand.class, OccupancyCommand.class, ExplainBenchCommand.class},
    mixinStandardHelpOptions = true)
final class BenchCommand {
  @Command(
      name = "submit",
      description =
          "From submitting a job to its first line of log, by stage, beside the same command in a"
              + " bare pod: from kubectl apply to its first line through the API server.",
      mixinStandardHelpOptions = true)
  int submit(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Option(
              names = "--runs",
              defaultValue = "5",
              description = "Of each, in turns, after one that is not counted.")
          int runs,
      @Option(names = "--compute", defaultValue = EnvCommand.COMPUTE) String compute,
      @Option(names = "--namespace", defaultValue = "default", description = "The compute's.")
          String namespace,
      @Option(names = "--image", description = "Default the one that ./moor env names.")
          @Nullable String image) {
    atLeastOne("--runs", runs);
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      var what =
          new SubmitBench.What(
              compute,
              namespace,
              Optional.ofNullable(image).orElseGet(() -> imageOfBuild(steps)),
              runs);
      var kubectl = kubectl(platform, steps);
      var result =
          steps.call(
              "Measure %d submissions".formatted(runs),
              step -> new SubmitBench(arm, kubectl, what, step::line).run());
      var tree = Json.object();
      tree.set("job", tree(result.job()));
      tree.set("pod", tree(result.pod()));
      output.print(tree, () -> text(result));
      return 0;
    }
  }

  @Command(
      name = "training",
      description =
          "From creating PyTorchJobs to all their pods existing, beside creating as many plain pods"
              + " at the same API server; on nodes without a machine, in a namespace of its own.",
      mixinStandardHelpOptions = true)
  int training(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Option(names = "--jobs", defaultValue = "100") int jobs,
      @Option(names = "--replicas", defaultValue = "10", description = "Of each job.") int replicas,
      @Option(
              names = "--rounds",
              defaultValue = "4",
              description = "Of each; they begin in turns. Default ${DEFAULT-VALUE}.")
          int rounds)
      throws InterruptedException {
    var size = size(jobs, replicas);
    atLeastOne("--rounds", rounds);
    try (var steps = ClusterOption.steps();
        var connection = connection(platform, InstalledAgent.PYTORCH_OPERATOR)) {
      var result =
          steps.call(
              "Measure %d jobs of %d".formatted(jobs, replicas),
              step -> new CreationBench(connection, size, step::line).run(rounds));
      var figures = new TrainingFigures(size, result);
      output.print(figures.tree(), figures::text);
      return 0;
    }
  }

  @Command(
      name = "memory",
      description =
          "The memory of the agent's pods on this machine; with --finished-jobs beside what they"
              + " have while so many PyTorchJobs that have ended are held.",
      mixinStandardHelpOptions = true)
  int memory(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Option(names = "--finished-jobs", defaultValue = "0") int jobs,
      @Option(names = "--replicas", defaultValue = "10", description = "Of each job.") int replicas)
      throws InterruptedException {
    try (var steps = ClusterOption.steps();
        var connection = connection(platform, InstalledAgent.PYTORCH_OPERATOR)) {
      var before = AgentMemory.of(connection);
      var held = new ArrayList<AgentMemory.Use>();
      if (jobs > 0) {
        var size = size(jobs, replicas);
        steps.run(
            "Hold %d finished jobs of %d".formatted(jobs, replicas),
            step ->
                new FinishedJobs(connection, size, step::line)
                    .hold(() -> held.addAll(AgentMemory.of(connection))));
      }
      output.print(MemoryFigures.tree(before, held), () -> MemoryFigures.text(before, held));
      return 0;
    }
  }

  static void atLeastOne(String option, int given) {
    if (given < 1) {
      throw ProblemException.refused("BadOption", option + " is less than 1", "Give 1 or more");
    }
  }

  private static CreationBench.Size size(int jobs, int replicas) {
    if (jobs < 1 || replicas < 1) {
      throw ProblemException.refused("BadOption", "Less than 1 was asked for", "Give 1 or more");
    }
    return new CreationBench.Size(jobs, replicas);
  }

  /** To a cluster that has a component of the agent that the measurement needs. */
  static Connection connection(PlatformOption platform, String component) {
    var kubeconfig = Optional.of(machine(platform).folders().kubeconfig());
    if (!hasAgent(kubeconfig, component)) {
      throw ProblemException.refused(
          "NoAgent",
          "The platform's cluster has no %s: no agent is installed there".formatted(component),
          "./moor compute attach NAME --cluster CLUSTER installs it; ./moor demo does all of it");
    }
    return Connection.open("bench", kubeconfig);
  }

  private static boolean hasAgent(Optional<Path> kubeconfig, String component) {
    try (var connection = Connection.open("bench", kubeconfig)) {
      return InstalledAgent.has(connection, component);
    } catch (ClusterException failed) {
      throw ProblemException.failed(
          "ClusterUnavailable",
          String.valueOf(failed.getMessage()),
          "./moor status tells what runs; ./moor up starts it");
    }
  }

  static EmbeddedCluster machine(PlatformOption platform) {
    return platform
        .machine()
        .orElseThrow(() ->
            ProblemException.refused(
                "NotHere",
                "The platform's cluster is not on this machine",
                "Run it where ./moor up has run, or name that platform with --platform"));
  }

  private static KubectlProcess kubectl(PlatformOption platform, Steps steps) {
    var kubeconfig = machine(platform).folders().kubeconfig();
    return new KubectlProcess(Build.of(System.getenv(), steps).kubernetes(), kubeconfig);
  }

  private static String imageOfBuild(Steps steps) {
    return Build.of(System.getenv(), steps)
        .trainingImageIfBuilt(Training.PYTORCH)
        .map(Image::name)
        .orElseThrow(() ->
            ProblemException.refused(
                "NoImage", "Image pytorch is not built", "./moor up builds it; or give --image"));
  }

  private static ArrayNode tree(List<Figure> figures) {
    var array = Json.object().arrayNode();
    for (var figure : figures) {
      array
          .addObject()
          .put("stage", figure.stage().title())
          .put("medianMillis", figure.median().toMillis())
          .put("stepMillis", figure.step().toMillis())
          .put("leastMillis", figure.least().toMillis())
          .put("mostMillis", figure.most().toMillis());
    }
    return array;
  }

  static String text(SubmitBench.Result result) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("", "STAGE", "MEDIAN s", "STEP s", "LEAST s", "MOST s"));
    rows(rows, "job", result.job());
    rows(rows, "pod", result.pod());
    return Table.aligned(rows);
  }

  private static void rows(List<List<String>> rows, String path, List<Figure> figures) {
    for (var figure : figures) {
      rows.add(
          List.of(
              path,
              figure.stage().title(),
              seconds(figure.median()),
              seconds(figure.step()),
              seconds(figure.least()),
              seconds(figure.most())));
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f", time.toMillis() / 1000.0);
  }
}
