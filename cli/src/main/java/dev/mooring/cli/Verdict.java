package dev.mooring.cli;

import dev.mooring.cluster.submit.JobState;
import java.time.Duration;
import java.util.Locale;

/**
 * What a demo came to.
 *
 * @param line the command's last; a failure says what and what next
 */
record Verdict(boolean passed, String line) {

  /**
   * Judges the main job.
   *
   * @param least the accuracy that is good enough, 0 to 1
   * @param took the whole command
   */
  static Verdict of(DigitsDemo.Result result, double least, Duration took) {
    var job = result.job().name();
    return switch (result.state()) {
      case JobState.Succeeded _ ->
          result.accuracy().isEmpty()
              ? failed(
                  job,
                  "it succeeded, but its log tells no accuracy; ./moor kubectl logs %s-master-0 shows it"
                      .formatted(job))
              : judge(job, result.accuracy().getAsDouble(), least, took);
      case JobState.Failed(var because) ->
          failed(job, "%s. Next: %s".formatted(because.message(), because.nextStep()));
      case JobState.Gone _ -> failed(job, "somebody deleted it; run ./moor demo again");
      case JobState.Going(var condition, _) ->
          failed(
              job,
              "its log ended while it was %s; ./moor kubectl get pytorchjob %s shows how it went on"
                  .formatted(condition, job));
    };
  }

  private static Verdict judge(String job, double accuracy, double least, Duration took) {
    if (accuracy < least) {
      return failed(
          job,
          String.format(
              Locale.ROOT,
              "accuracy %.4f is below %.2f; the loss of each epoch is above",
              accuracy,
              least));
    }
    return new Verdict(
        true,
        String.format(
            Locale.ROOT,
            "DEMO OK job=%s accuracy=%.4f seconds=%.1f",
            job,
            accuracy,
            took.toMillis() / 1000.0));
  }

  private static Verdict failed(String job, String why) {
    return new Verdict(false, "DEMO FAILED job=%s: %s".formatted(job, why));
  }
}
