package dev.mooring.cli;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.submit.Fabric8Submissions;
import dev.mooring.cluster.submit.JobId;
import dev.mooring.cluster.submit.JobState;
import dev.mooring.cluster.submit.Submissions;
import dev.mooring.images.Image;
import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * The main job: a two-worker training on the digits data, followed to its end.
 *
 * @param example the folder examples/digits
 */
record DigitsDemo(Path example, Path kubeconfig) {
  private static final String CODE = "digits-code";
  private static final String NAMESPACE = "default";
  private static final Pattern EVALUATION =
      Pattern.compile("evaluation accuracy=([0-9]\\.[0-9]+) .*");

  /**
   * How it ended.
   *
   * @param accuracy on digits that it was not trained on, 0 to 1; empty if it said none
   */
  record Result(JobId job, JobState state, OptionalDouble accuracy) {}

  Result run(Image pytorch, Steps steps) throws IOException, InterruptedException {
    try (var connection = Connection.open("moor", Optional.of(kubeconfig))) {
      Submissions submissions = new Fabric8Submissions(connection, "moor");
      var code = Files.readString(example.resolve("train.py"));
      submissions.putFiles(NAMESPACE, CODE, Map.of("train.py", code));
      var manifest =
          Files.readString(example.resolve("job.yaml"))
              .replace("${MOORING_IMAGE_PYTORCH}", pytorch.name());
      var job = submissions.submit(manifest);
      return steps.call(
          "Train on the digits as " + job.name(), step -> follow(submissions, job, steps, step));
    }
  }

  private static Result follow(Submissions submissions, JobId job, Steps steps, Step step)
      throws InterruptedException {
    var accuracy = new AtomicReference<>(OptionalDouble.empty());
    var end =
        submissions.follow(
            job,
            Submissions.Listener.of(
                state -> say(state, job, steps),
                line -> {
                  step.line(line);
                  steps.say("  | " + line);
                  accuracy(line).ifPresent(value -> accuracy.set(OptionalDouble.of(value)));
                }));
    return new Result(job, end, accuracy.get());
  }

  private static void say(JobState state, JobId job, Steps steps) {
    switch (state) {
      case JobState.Going(var condition, var because) ->
          steps.say(
              "  %s %s%s"
                  .formatted(
                      job.name(),
                      condition.isEmpty() ? "submitted" : condition,
                      because.map(reason -> ": " + reason.message()).orElse("")));
      case JobState.Succeeded _, JobState.Failed _, JobState.Gone _ -> {
        // The last line of the command says it.
      }
    }
  }

  /** What a line of the training's log says of its accuracy. */
  static OptionalDouble accuracy(String line) {
    var found = EVALUATION.matcher(line);
    return found.matches()
        ? OptionalDouble.of(Double.parseDouble(found.group(1)))
        : OptionalDouble.empty();
  }
}
