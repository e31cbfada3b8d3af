package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.job.Download;
import dev.mooring.cli.job.JobDetails;
import dev.mooring.cli.job.JobFile;
import dev.mooring.cli.job.JobStream;
import dev.mooring.cli.job.JobView;
import dev.mooring.cli.job.Submission;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "job",
    description = "Jobs: what runs on computes.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class JobCommand {
  private static final Table TABLE =
      Table.of(
          new Table.Column("NAME", "/name"),
          new Table.Column("STATUS", "/properties/status"),
          new Table.Column("EXPERIMENT", "/properties/experimentName"),
          new Table.Column("CREATED", "/systemData/createdAt"),
          new Table.Column("DISPLAY NAME", "/properties/displayName"),
          new Table.Column("REASON", "/properties/statusReason/message"));

  @Command(
      name = "create",
      description = "Submit the job of a file in the schema of az ml.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Option(
              names = {"-f", "--file"},
              paramLabel = "FILE",
              required = true)
          Path file,
      @Option(names = "--stream", description = "Follow it to its end.") boolean stream,
      @Option(
              names = "--set",
              paramLabel = "KEY=VALUE",
              description = "A field of the file, such as resources.instance_count=4.")
          @Nullable Map<String, String> changes) {
    var set = Optional.ofNullable(changes).orElseGet(LinkedHashMap::new);
    var job = JobFile.read(file, set, System.getenv());
    try (var arm = platform.open()) {
      var made = submit(arm, job);
      output.print(made, TABLE);
      if (stream) {
        new JobStream(arm, false).follow(made.path("name").asText(), new StreamPrinter());
      }
      return 0;
    }
  }

  /** Its steps end before a log is printed, which their lines would mix with. */
  private static JsonNode submit(Arm arm, JobFile job) {
    try (var steps = ClusterOption.steps()) {
      return steps.call("Submit the job", step -> new Submission(arm, step::line).run(job));
    }
  }

  @Command(name = "list", description = "All jobs.", mixinStandardHelpOptions = true)
  int list(@Mixin PlatformOption platform, @Mixin OutputOption output) {
    try (var arm = platform.open()) {
      output.print(arm.list(arm.scope().workspaceId() + "/jobs", ""), TABLE);
      return 0;
    }
  }

  @Command(
      name = "show",
      description = "One job, and why it waits or failed.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin PlatformOption platform,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "NAME") String name) {
    try (var arm = platform.open()) {
      var job = arm.get(arm.scope().jobId(name));
      output.print(job, () -> TABLE.text(List.of(job)) + reason(JobView.of(job)) + details(job));
      return 0;
    }
  }

  private static String reason(JobView job) {
    return job.problem().map(problem -> "%n%s%n".formatted(problem)).orElse("");
  }

  private static String details(JsonNode job) {
    return System.lineSeparator() + Table.aligned(JobDetails.rows(job));
  }

  @Command(
      name = "stream",
      description = "Follow a job to its end: its log on standard output, its states beside.",
      mixinStandardHelpOptions = true)
  int stream(
      @Mixin PlatformOption platform,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--all-ranks", description = "Not only rank 0.") boolean allRanks) {
    try (var arm = platform.open()) {
      new JobStream(arm, allRanks).follow(name, new StreamPrinter());
      return 0;
    }
  }

  @Command(name = "cancel", description = "Stop a job.", mixinStandardHelpOptions = true)
  int cancel(@Mixin PlatformOption platform, @Parameters(paramLabel = "NAME") String name) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      steps.run(
          "Cancel job " + name,
          step -> arm.await(arm.post(arm.scope().jobId(name), "cancel", Json.object()), () -> {}));
      return 0;
    }
  }

  @Command(
      name = "download",
      description = "Copy what a job left: its logs, its outputs.",
      mixinStandardHelpOptions = true)
  int download(
      @Mixin PlatformOption platform,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--to", paramLabel = "DIR", defaultValue = ".") Path folder,
      @Option(names = "--output", paramLabel = "NAME", description = "This named output alone.")
          @Nullable String output) {
    try (var steps = ClusterOption.steps();
        var arm = platform.open()) {
      var files =
          steps.call(
              "Download from job " + name,
              step -> new Download(arm, step::line).run(name, Optional.ofNullable(output), folder));
      files.forEach(System.out::println);
      return 0;
    }
  }
}
