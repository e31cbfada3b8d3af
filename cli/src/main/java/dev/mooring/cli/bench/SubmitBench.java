package dev.mooring.cli.bench;

import dev.mooring.cli.job.JobFile;
import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Datastore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * From submitting to the first line of log, by stage: jobs of the platform and bare pods in turns,
 * so that both meet the same machine.
 *
 * @param told lines of how far it is
 */
public record SubmitBench(Arm arm, KubectlProcess kubectl, What what, Consumer<String> told) {
  private static final String COMMAND = "echo measured";

  /**
   * What is run.
   *
   * @param compute of the platform, in {@code namespace} of the cluster
   * @param runs of each, at least 1
   */
  public record What(String compute, String namespace, String image, int runs) {}

  /** What came of it. */
  public record Result(List<Figures.Figure> job, List<Figures.Figure> pod) {}

  public Result run() {
    var file = jobFile();
    var jobs = new ArrayList<Timeline>();
    var pods = new ArrayList<Timeline>();
    var artifacts = Datastore.open(arm, Datastore.ARTIFACTS);
    try (var watch =
        Watch.start(kubectl, what.namespace(), List.of("amljobs", "pytorchjobs", "pods"))) {
      // The first of each is not counted: caches are cold, the watch is only beginning.
      for (var run = 0; run <= what.runs(); run++) {
        told.accept(run == 0 ? "one of each that does not count" : "run " + run);
        var job = new JobRun(arm, artifacts, watch).run(file);
        var name = "bench-pod-%d-%d".formatted(ProcessHandle.current().pid(), run);
        var pod = new PodRun(kubectl, what.namespace(), watch).run(name, what.image(), COMMAND);
        if (run > 0) {
          jobs.add(job);
          pods.add(pod);
        }
      }
    }
    return new Result(Figures.of(Stage.OF_JOB, jobs), Figures.of(Stage.OF_POD, pods));
  }

  private JobFile jobFile() {
    try {
      Path folder = Files.createTempDirectory("moor-bench-");
      var file = folder.resolve("job.yml");
      try {
        Files.writeString(
            file,
            """
            type: command
            experiment_name: bench
            command: %s
            environment: {image: "%s"}
            compute: azureml:%s
            resources:
              requests: {cpu: 100m, memory: 64Mi}
            """
                .formatted(COMMAND, what.image(), what.compute()));
        return JobFile.read(file, Map.of(), Map.of());
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
