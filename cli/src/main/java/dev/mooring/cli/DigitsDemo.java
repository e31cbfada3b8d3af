package dev.mooring.cli;

import dev.mooring.cli.job.Download;
import dev.mooring.cli.job.JobFile;
import dev.mooring.cli.job.JobStream;
import dev.mooring.cli.job.Submission;
import dev.mooring.cli.rest.Arm;
import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * The main jobs: a two-worker training on the digits data, followed to its end, and the scoring of
 * the model that it left, by a process that gets nothing but the model's files.
 *
 * @param example the folder examples/digits
 * @param pytorch name of the image that both run in
 */
record DigitsDemo(Arm arm, Path example, String pytorch, Steps steps) {
  private static final String OUTPUT = "model";
  private static final Pattern ACCURACY =
      Pattern.compile("(?:evaluation|score) accuracy=([0-9]\\.[0-9]+) .*");

  /**
   * How they ended.
   *
   * @param job the training
   * @param trained the accuracy that the training told, 0 to 1; empty if it told none
   * @param scored the accuracy of the downloaded model
   */
  record Result(String job, OptionalDouble trained, OptionalDouble scored) {}

  private record Ended(String job, OptionalDouble accuracy) {}

  /**
   * Runs both.
   *
   * @param models an empty folder for the model
   */
  Result run(Path models) {
    var training = run("Train on the digits", "job.yml", Map.of());
    var folder = models.resolve(OUTPUT);
    steps.run(
        "Download the model",
        step -> new Download(arm, step::line).run(training.job(), Optional.of(OUTPUT), folder));
    var scoring =
        run(
            "Score the model",
            "score.yml",
            Map.of("inputs.%s.path".formatted(OUTPUT), folder.toString()));
    return new Result(training.job(), training.accuracy(), scoring.accuracy());
  }

  private Ended run(String title, String file, Map<String, String> changes) {
    var job =
        JobFile.read(example.resolve(file), changes, Map.of("MOORING_IMAGE_PYTORCH", pytorch));
    return steps.call(title, step -> follow(job, step));
  }

  private Ended follow(JobFile file, Step step) {
    var job = new Submission(arm, step::line).run(file).path("name").asText();
    var accuracy = new AtomicReference<>(OptionalDouble.empty());
    new JobStream(arm, false)
        .follow(
            job,
            new JobStream.Listener() {
              @Override
              public void state(String line) {
                step.line(line);
                steps.say("  %s %s".formatted(job, line));
              }

              @Override
              public void log(String line) {
                step.line(line);
                steps.say("  | " + line);
                accuracy(line).ifPresent(value -> accuracy.set(OptionalDouble.of(value)));
              }
            });
    return new Ended(job, accuracy.get());
  }

  /** What a line of a log says of the accuracy. */
  static OptionalDouble accuracy(String line) {
    var found = ACCURACY.matcher(line);
    return found.matches()
        ? OptionalDouble.of(Double.parseDouble(found.group(1)))
        : OptionalDouble.empty();
  }
}
