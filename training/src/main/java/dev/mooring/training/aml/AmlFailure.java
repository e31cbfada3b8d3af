package dev.mooring.training.aml;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.training.SeenContainer;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why an AmlJob failed.
 *
 * @param exitCode of its command, where that is what failed
 */
record AmlFailure(Reason reason, Optional<Integer> exitCode) {
  /** Of the launcher's {@code run}: the command succeeded, its files are not all there. */
  private static final int NOT_UPLOADED = 71;

  /** How the launcher says in one line what it failed of. */
  private static final Pattern SPOKEN =
      Pattern.compile("([A-Z][A-Za-z0-9]*): (\\S.*?)\\.? Next: (\\S.*)");

  /** Reads it from the training job that failed, and from its pods as far as they are there. */
  static AmlFailure of(AmlJob job, JobStatus training, AmlSeen seen) {
    var reason =
        Optional.ofNullable(training.reason())
            .orElseGet(() ->
                new Reason(
                    "TrainingFailed",
                    "PyTorchJob %s failed".formatted(job.getMetadata().getName()),
                    "Look at it: kubectl -n %s describe pytorchjob %s"
                        .formatted(job.getMetadata().getNamespace(), job.getMetadata().getName())));
    return seen.pods().stream()
        .filter(
            pod -> failure(pod, AmlPods.PREPARE).or(() -> failure(pod, AmlPods.MAIN)).isPresent())
        // Several may have failed, one because of the other; the training job tells of the first.
        .min(Comparator.comparing(pod -> !names(reason, pod)))
        .map(pod -> of(job, reason, pod))
        .orElseGet(() -> new AmlFailure(reason, Optional.empty()));
  }

  private static boolean names(Reason reason, SeenPod pod) {
    return reason.message().contains("(pod " + pod.name() + ",")
        || reason.message().contains("(pod " + pod.name() + ")");
  }

  private static AmlFailure of(AmlJob job, Reason reason, SeenPod pod) {
    var prepare = failure(pod, AmlPods.PREPARE);
    if (prepare.isPresent()) {
      return new AmlFailure(spoken(prepare.get()).orElse(reason), Optional.empty());
    }
    var main = failure(pod, AmlPods.MAIN);
    if (main.filter(ended -> ended.exitCode() == NOT_UPLOADED).isPresent()) {
      return new AmlFailure(notUploaded(job, pod, main.get()), Optional.of(NOT_UPLOADED));
    }
    return new AmlFailure(reason, main.map(State.Ended::exitCode));
  }

  private static Optional<State.Ended> failure(SeenPod pod, String container) {
    return AmlSeen.container(pod, container).flatMap(SeenContainer::failure);
  }

  private static Reason notUploaded(AmlJob job, SeenPod pod, State.Ended ended) {
    var spoken = spoken(ended);
    return new Reason(
        "OutputsNotUploaded",
        "The command succeeded in pod %s, but not all of its logs and outputs are uploaded%s"
            .formatted(
                pod.name(),
                spoken.map(said -> ": %s: %s".formatted(said.code(), said.message())).orElse("")),
        spoken
            .map(Reason::nextStep)
            .orElseGet(() ->
                "Read why, correct it and submit the job again: kubectl -n %s logs %s -c %s"
                    .formatted(job.getMetadata().getNamespace(), pod.name(), AmlPods.SHIP)));
  }

  /** The last line of what a container said at its end, if it is of the launcher's form. */
  static Optional<Reason> spoken(State.Ended ended) {
    return ended
        .message()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce((earlier, later) -> later)
        .map(SPOKEN::matcher)
        .filter(Matcher::matches)
        .map(said -> new Reason(said.group(1), said.group(2), said.group(3)));
  }
}
