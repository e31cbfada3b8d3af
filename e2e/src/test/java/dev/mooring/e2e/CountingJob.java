package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cli.job.JobFile;
import dev.mooring.cli.job.Submission;
import dev.mooring.cli.rest.Arm;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.AmlJobStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A job whose log shows every gap and every double line, and whose log and outputs show whether it
 * ran more than once: each run draws an id and says it first.
 *
 * @param name of the job, in the platform and on the cluster
 * @param namespace it runs in
 */
record CountingJob(String name, String namespace, JobFile file) {
  /** Written one by one, so that they take a moment. */
  private static final int OUTPUTS = 30;

  private static final String GATE = "/tmp/go";

  private static final String PROGRAM =
      """
      # NAME
      id=$(cat /proc/sys/kernel/random/uuid)
      echo "run $id"
      i=0
      while [ $i -lt 12 ] || { [ -n "$GATE" ] && [ ! -e "$GATE" ]; }; do
        i=$((i + 1))
        echo "line $i"
        sleep 0.25
      done
      mkdir -p outputs
      for part in $(seq OUTPUTS); do echo "$id" > outputs/part-$part; done
      echo "end $i"
      """;

  private static final String DESCRIPTION =
      """
      type: command
      name: NAME
      experiment_name: e2e
      code: ./src
      command: sh count.sh
      environment: {image: "${IMAGE}"}
      compute: azureml:COMPUTE
      environment_variables: {GATE: "PATH"}
      resources:
        requests: {cpu: 20m, memory: 32Mi}
      """;

  /**
   * Describes one.
   *
   * @param compute that it is submitted to
   * @param folder an empty one, for its description and its code, which is its own
   * @param gated it goes on until {@link #open}
   */
  static CountingJob describe(
      String name, Sandbox sandbox, String compute, Path folder, boolean gated) {
    try {
      var source = Files.createDirectories(folder.resolve("src"));
      Files.writeString(
          source.resolve("count.sh"),
          PROGRAM.replace("NAME", name).replace("OUTPUTS", Integer.toString(OUTPUTS)));
      // So that the upload takes a moment.
      for (var i = 0; i < OUTPUTS; i++) {
        Files.writeString(source.resolve("module-" + i), name + i);
      }
      var description = folder.resolve("job.yml");
      Files.writeString(
          description,
          DESCRIPTION
              .replace("NAME", name)
              .replace("COMPUTE", compute)
              .replace("PATH", gated ? GATE : ""));
      var file = JobFile.read(description, Map.of(), Map.of("IMAGE", Lab.pytorchImage()));
      return new CountingJob(name, sandbox.namespace(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends it; what is there already is not sent again, and what nobody acknowledged is. */
  void submit(Arm arm, Consumer<String> progress) {
    new Submission(arm, progress).run(file);
  }

  /** What the cluster has of it. */
  Optional<AmlJobPhase> onCluster() {
    return Optional.ofNullable(
            Lab.client().resources(AmlJob.class).inNamespace(namespace).withName(name).get())
        .map(job -> Objects.requireNonNullElse(job.getStatus(), AmlJobStatus.NONE))
        .flatMap(status -> Optional.ofNullable(status.phase()));
  }

  JsonNode properties(Arm arm) {
    return arm.get(arm.scope().jobId(name)).path("properties");
  }

  /** What the platform says of it, in Azure ML's words. */
  String status(Arm arm) {
    return properties(arm).path("status").asText();
  }

  static boolean isEnd(String status) {
    return List.of("Completed", "Failed", "Canceled").contains(status);
  }

  void awaitStatus(Arm arm, String status) {
    Sandbox.await("%s is %s".formatted(name, status)).until(() -> status(arm).equals(status));
  }

  void awaitOnCluster(AmlJobPhase phase) {
    Sandbox.await("%s is %s on the cluster".formatted(name, phase))
        .until(() -> onCluster().equals(Optional.of(phase)));
  }

  /** Lets a gated one come to its end. */
  void open() {
    assertThat(exec("touch", GATE)).isZero();
  }

  /** Its command has; its log and outputs may still be on their way. */
  void awaitCommandEnded() {
    Sandbox.await("the command of %s has ended".formatted(name))
        .until(() -> exec("test", "-e", "/mooring/state/ended.json") == 0);
  }

  /** Runs something beside the command, and returns its exit code. */
  private int exec(String... command) {
    var nothing = OutputStream.nullOutputStream();
    try (var running =
        Lab.client()
            .pods()
            .inNamespace(namespace)
            .withName(name + "-master-0")
            .inContainer("pytorch")
            .writingOutput(nothing)
            .writingError(nothing)
            .exec(command)) {
      return running.exitCode().get(1, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new CompletionException(e);
    }
  }

  /** Once it is Completed: that all it left is there, once, and by one run. */
  void check(Path downloaded) {
    var lines = lines(downloaded.resolve("user_logs/std_log.txt"));
    assertThat(lines).as("log of %s", name).hasSizeGreaterThan(2);
    var run = lines.getFirst();
    var counted = lines.size() - 2;
    var wanted = new ArrayList<String>(List.of(run));
    for (var i = 1; i <= counted; i++) {
      wanted.add("line " + i);
    }
    wanted.add("end " + counted);
    assertThat(run).matches("run [0-9a-f-]{36}");
    assertThat(lines).as("log of %s", name).isEqualTo(wanted);
    for (var part = 1; part <= OUTPUTS; part++) {
      assertThat(lines(downloaded.resolve("outputs/part-" + part)))
          .as("part %d of %s", part, name)
          .containsExactly(run.substring("run ".length()));
    }
    assertThat(downloaded.resolve("retry-001")).as("another pod of %s", name).doesNotExist();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
