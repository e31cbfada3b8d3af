package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of the platform, as users send, follow, cancel and fetch them. */
final class JobTest {
  private static final String NUMBER = "\\d+";

  private static Moor.Result create(Path folder, String text) throws InterruptedException {
    var file = PlatformJob.write(folder, text).toString();
    return Moor.run("job", "create", "-f", file, "--platform", Lab.name());
  }

  private static void assertRefused(Moor.Result result, String code, String what) {
    assertThat(result.exitCode()).as(result.text()).isEqualTo(2);
    assertThat(result.output().getLast())
        .startsWith("moor: %s: ".formatted(code))
        .contains(what)
        .contains("Next: ");
  }

  /** The end of a job that did not complete, as its follower is told. */
  private static Moor.Result assertEnded(PlatformJob job, String code, String status)
      throws InterruptedException {
    var result = job.following().await();
    assertThat(result.exitCode()).as(result.text()).isEqualTo(1);
    assertThat(result.output().getLast())
        .startsWith("moor: %s: Job %s ended as %s: ".formatted(code, job.name(), status))
        .contains("Next: ");
    return result;
  }

  private static void assertCompleted(PlatformJob job) throws InterruptedException {
    var result = job.following().await();
    assertThat(result.exitCode()).as(result.text()).isZero();
  }

  private static void cancel(PlatformJob job) throws InterruptedException {
    var cancelled = job.run("cancel");
    assertThat(cancelled.exitCode()).as(cancelled.text()).isZero();
    assertEnded(job, "CancelRequested", "Canceled");
    job.awaitNoPods();
  }

  @Test
  void unknownComputeIsRefused(@TempDir Path folder) throws InterruptedException {
    var text =
        PlatformJob.text(PlatformJob.name("nowhere"), "true", "compute: azureml:no-such-compute");
    assertRefused(create(folder, text), "ComputeNotFound", "no-such-compute");
  }

  @Test
  void missingCodeFolderIsRefused(@TempDir Path folder) throws InterruptedException {
    var text = PlatformJob.text(PlatformJob.name("no-code"), "true", "code: ./no-such-folder");
    assertRefused(create(folder, text), "MissingPath", folder.resolve("no-such-folder").toString());
  }

  @Test
  void failureTellsTheExitCodeTheLastWordsAndWhatNext(@TempDir Path folder)
      throws InterruptedException {
    try (var job = PlatformJob.start(folder, "exits-3", "echo last words; exit 3")) {
      var result = job.following().await();
      assertThat(result.exitCode()).as(result.text()).isEqualTo(1);
      assertThat(result.output()).contains("last words");
      assertThat(result.output().getLast())
          .matches("moor: [A-Z]\\w+: Job %s ended as Failed: .*".formatted(job.name()))
          .contains("exit code 3")
          .contains("last words")
          .contains("Next: ");
      var shown = job.run("show", "-o", "json");
      assertThat(shown.text()).contains("\"exitCode\" : 3").contains("\"status\" : \"Failed\"");
    }
  }

  @Test
  void missingImageIsNamedAndTheJobCanBeCancelledMeanwhile(@TempDir Path folder)
      throws InterruptedException {
    var image = "mooring.internal/nowhere:never";
    try (var job =
        PlatformJob.start(
            folder, "no-image", "true", "environment: {image: %s}".formatted(image))) {
      job.awaitSaid(image);
      var shown = job.run("show");
      assertThat(shown.text()).contains("Preparing").contains(image).contains("Next: ");
      cancel(job);
    }
  }

  @Test
  void moreGpusThanThereAreAreNamedAndTheJobCanBeCancelledMeanwhile(@TempDir Path folder)
      throws InterruptedException {
    try (var job =
        PlatformJob.start(
            folder, "greedy", "true", "resources: {limits: {nvidia.com/gpu: 8, cpu: 10m}}")) {
      job.awaitSaid("nvidia.com/gpu");
      var shown = job.run("show");
      assertThat(shown.text()).contains("Queued").contains("nvidia.com/gpu").contains("Next: ");
      cancel(job);
    }
  }

  @Test
  void jobThatIgnoresSigtermIsCancelledOnce(@TempDir Path folder) throws InterruptedException {
    var command = "trap '' TERM\necho I am deaf\nwhile :; do sleep 1; done";
    try (var job = PlatformJob.start(folder, "deaf", command)) {
      job.awaitSaid("I am deaf");
      cancel(job);
      assertRefused(job.run("cancel"), "JobAlreadyEnded", "Canceled");
      var kept = job.run("download", "--to", folder.resolve("kept").toString());
      assertThat(kept.exitCode()).as(kept.text()).isZero();
      assertThat(folder.resolve("kept/user_logs/std_log.txt")).hasContent("I am deaf");
    }
  }

  @Test
  void logOfEachRankIsKept(@TempDir Path folder) throws InterruptedException {
    try (var job =
        PlatformJob.start(
            folder,
            "ranks",
            "echo rank $RANK of $WORLD_SIZE",
            "distribution: {type: pytorch, process_count_per_instance: 2}")) {
      assertCompleted(job);
      var all = job.run("stream", "--all-ranks");
      assertThat(all.output()).contains("[0] rank 0 of 2", "[1] rank 1 of 2");
      job.run("download", "--to", folder.toString());
      assertThat(folder.resolve("user_logs/std_log_process_0.txt")).hasContent("rank 0 of 2");
      assertThat(folder.resolve("user_logs/std_log_process_1.txt")).hasContent("rank 1 of 2");
    }
  }

  @Test
  void whatWentInComesOutAndOutlivesTheJobOnItsCluster(@TempDir Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("src/deep"));
    Files.writeString(
        folder.resolve("src/deep/run.sh"), "cat \"$1/a/b.txt\" \"$2\" | tee \"$3\"\n");
    Files.createDirectories(folder.resolve("data/a"));
    Files.writeString(folder.resolve("data/a/b.txt"), "from the folder\n");
    Files.writeString(folder.resolve("one file.txt"), "from the file\n");
    var command =
        """
        mkdir -p outputs
        sh deep/run.sh ${{inputs.data}} ${{inputs.one}} ${{outputs.both}}/kept.txt
        echo by itself > outputs/own.txt
        """;
    try (var job =
        PlatformJob.start(
            folder,
            "round",
            command,
            "code: ./src",
            "inputs:\n  data: {path: ./data}\n  one: {type: uri_file, path: './one file.txt'}",
            "outputs: {both: {type: uri_folder}}")) {
      assertCompleted(job);
      job.deleteThere();
      var said = "from the folder\nfrom the file\n";
      var shown = job.run("show");
      assertThat(shown.text()).contains("Completed");
      var there = job.run("download", "--to", folder.resolve("all").toString());
      assertThat(there.exitCode()).as(there.text()).isZero();
      assertThat(folder.resolve("all/user_logs/std_log.txt")).hasContent(said);
      assertThat(folder.resolve("all/outputs/own.txt")).hasContent("by itself\n");
      assertThat(folder.resolve("all/named-outputs/both/kept.txt")).hasContent(said);
      job.run("download", "--output", "both", "--to", folder.resolve("one").toString());
      assertThat(folder.resolve("one/kept.txt")).hasContent(said);
    }
  }

  @Test
  void timeLimitEndsTheJob(@TempDir Path folder) throws InterruptedException {
    try (var job =
        PlatformJob.start(folder, "slow", "echo begun; sleep 600", "limits: {timeout: 3}")) {
      var ended = assertEnded(job, "JobTimedOut", "Failed");
      assertThat(ended.output()).contains("begun");
      assertThat(ended.output().getLast()).contains("limit of 3 s");
      job.awaitNoPods();
    }
  }

  @Test
  void logIsFollowedWhileTheJobRunsAndHasEveryLineOnce(@TempDir Path folder)
      throws InterruptedException {
    var lines = 20_000;
    // It goes on only when it is told to, so that the first line can only have come while it ran.
    var command =
        """
        echo early
        until [ -e /tmp/go ]; do sleep 0.1; done
        for burst in $(seq 0 19); do seq $((burst * 1000 + 1)) $((burst * 1000 + 1000)); sleep 0.1; done
        """;
    try (var job = PlatformJob.start(folder, "lines", command)) {
      job.awaitSaid("early");
      touch(job, "/tmp/go");
      assertCompleted(job);
      var numbers = IntStream.rangeClosed(1, lines).mapToObj(Integer::toString).toList();
      assertThat(numbers(job.following().await().output())).isEqualTo(numbers);
      job.run("download", "--to", folder.toString());
      var kept = Machine.read(folder.resolve("user_logs/std_log.txt")).lines().toList();
      assertThat(numbers(kept)).isEqualTo(numbers);
      assertThat(kept).hasSize(lines + 1);
    }
  }

  private static List<String> numbers(List<String> lines) {
    return lines.stream().filter(line -> line.matches(NUMBER)).toList();
  }

  private static void touch(PlatformJob job, String file) {
    Lab.kubectl(
        "exec",
        job.pods().getFirst().getMetadata().getName(),
        "-c",
        "pytorch",
        "--",
        "touch",
        file);
  }
}
