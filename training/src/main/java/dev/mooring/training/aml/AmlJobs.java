package dev.mooring.training.aml;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.training.Jobs;
import dev.mooring.training.Obstacle;
import dev.mooring.training.PodReasons;
import dev.mooring.training.aml.AmlDecision.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From what is asked of an AmlJob and what is seen of it to what is done. */
public final class AmlJobs {
  static final String TIMED_OUT = "JobTimedOut";

  /** What is in a job's way comes and goes without an event that we would see. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(6);

  /** So long after the job, rest-server's Secret is not missing but on its way. */
  private static final Duration SECRET_COMES = Duration.ofSeconds(10);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private AmlJobs() {}

  /**
   * Decides one pass. Once a job has ended its status never changes; it ends by itself before it is
   * ended: a cancel or a limit that comes too late changes nothing.
   *
   * @param now the status keeps whole seconds of it, as Kubernetes' times do
   */
  public static AmlDecision decide(AmlJob job, AmlSeen seen, Instant now) {
    var before = Objects.requireNonNullElse(job.getStatus(), AmlJobStatus.NONE);
    if (before.ended()) {
      return leftover(before, seen);
    }
    var pass = new Pass(job, before, seen, now.truncatedTo(ChronoUnit.SECONDS));
    var training = seen.training();
    if (training.isPresent() && Jobs.hasSucceeded(training.get().status())) {
      return pass.ended(Step.KEEP, AmlJobPhase.COMPLETED, null, 0);
    }
    if (training.isPresent() && Jobs.hasFailed(training.get().status())) {
      var failure = AmlFailure.of(job, training.get().status(), seen);
      return pass.ended(
          Step.KEEP, AmlJobPhase.FAILED, failure.reason(), failure.exitCode().orElse(null));
    }
    var stop = stop(pass);
    if (stop.isPresent()) {
      return stopping(pass, stop.get());
    }
    return training.map(there -> underway(pass, there)).orElseGet(() -> absent(pass));
  }

  /** What was decided to go may have been made again by a pass that did not know it yet. */
  private static AmlDecision leftover(AmlJobStatus ended, AmlSeen seen) {
    var wasStopped =
        ended.phase() == AmlJobPhase.CANCELED
            || (ended.reason() != null && ended.reason().code().equals(TIMED_OUT));
    var there = seen.training().filter(training -> !training.deleting()).isPresent();
    return new AmlDecision(
        wasStopped && there ? Step.DELETE : Step.KEEP, ended, List.of(), Optional.empty());
  }

  /** An end that comes from outside. */
  private record Stop(AmlJobPhase phase, Reason reason) {}

  private static Optional<Stop> stop(Pass pass) {
    if (pass.job().getSpec().cancelRequested()) {
      return Optional.of(
          new Stop(
              AmlJobPhase.CANCELED,
              new Reason(
                  "CancelRequested",
                  "The job was cancelled on request",
                  "Submit it again if it shall run")));
    }
    var limit = pass.job().getSpec().timeoutSeconds();
    return pass.untilLimit()
        .filter(left -> left.isNegative() || left.isZero())
        .map(over ->
            new Stop(
                AmlJobPhase.FAILED,
                new Reason(
                    TIMED_OUT,
                    "The job ran for longer than its limit of %d s".formatted(limit),
                    "Raise the limit (limits.timeout of the job, spec.timeoutSeconds here) or let the"
                        + " job do less, and submit it again")));
  }

  private static AmlDecision stopping(Pass pass, Stop stop) {
    if (pass.seen().isGone()) {
      return pass.ended(Step.KEEP, stop.phase(), stop.reason(), null);
    }
    var there = pass.seen().training().filter(training -> !training.deleting()).isPresent();
    var why =
        new Reason(
            stop.phase() == AmlJobPhase.CANCELED ? "Canceling" : TIMED_OUT,
            stop.reason().message() + "; its pods are being stopped",
            "Wait: they ship their last logs first. A pod that stays is on a node that does not"
                + " answer: kubectl -n %s get pods -o wide -l %s=%s"
                    .formatted(
                        pass.job().getMetadata().getNamespace(),
                        AmlJob.NAME_LABEL,
                        pass.job().getMetadata().getName()));
    return pass.goesOn(there ? Step.DELETE : Step.KEEP, pass.phaseSoFar(), why, Optional.empty());
  }

  private static AmlDecision absent(Pass pass) {
    var name = pass.job().getMetadata().getName();
    if (pass.startTime() != null) {
      return pass.ended(
          Step.KEEP,
          AmlJobPhase.FAILED,
          new Reason(
              "TrainingDeleted",
              "PyTorchJob %s was deleted while the job ran".formatted(name),
              "Submit the job again, and cancel it rather than deleting what it is made of"),
          null);
    }
    if (!pass.seen().launchReady()) {
      return withoutSecret(pass);
    }
    return pass.seen()
        .obstacle()
        .map(obstacle -> hindered(pass, obstacle))
        .orElseGet(() -> pass.goesOn(Step.CREATE, AmlJobPhase.PREPARING, null, Optional.empty()));
  }

  private static AmlDecision withoutSecret(Pass pass) {
    var patience = SECRET_COMES.minus(pass.age());
    return patience.isPositive()
        ? pass.goesOn(Step.KEEP, AmlJobPhase.PREPARING, null, Optional.of(patience))
        : pass.goesOn(
            Step.KEEP, AmlJobPhase.PREPARING, secretMissing(pass.job()), Optional.empty());
  }

  private static Reason secretMissing(AmlJob job) {
    return new Reason(
        "LaunchSecretMissing",
        "Secret %s, which tells where the job's files are, is not there yet"
            .formatted(job.getSpec().launchSecret()),
        "Wait for rest-server to make it. Whoever made the AmlJob by hand makes the Secret too and"
            + " then sets: kubectl -n %s annotate amljob %s %s=true"
                .formatted(
                    job.getMetadata().getNamespace(),
                    job.getMetadata().getName(),
                    AmlJob.LAUNCH_READY_ANNOTATION));
  }

  private static AmlDecision hindered(Pass pass, Obstacle obstacle) {
    var reason = PodReasons.obstacle(obstacle);
    return switch (obstacle) {
      case Obstacle.Taken taken ->
          pass.goesOn(Step.CREATE, AmlJobPhase.PREPARING, reason, Optional.of(LOOK_AGAIN));
      case Obstacle.Forbidden forbidden ->
          pass.goesOn(Step.CREATE, AmlJobPhase.PREPARING, reason, Optional.of(LOOK_AGAIN));
      case Obstacle.Invalid invalid -> pass.ended(Step.KEEP, AmlJobPhase.FAILED, reason, null);
    };
  }

  private static AmlDecision underway(Pass pass, AmlSeen.Training training) {
    if (training.deleting()) {
      var why =
          new Reason(
              "TrainingBeingDeleted",
              "PyTorchJob %s is being deleted by somebody"
                  .formatted(pass.job().getMetadata().getName()),
              "Wait until it is gone; it is made again only if the command has not run yet");
      return pass.goesOn(Step.KEEP, pass.phaseSoFar(), why, Optional.empty());
    }
    var again = pass.untilLimit().map(left -> left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
    return pass.goesOn(Step.KEEP, phase(pass), training.status().reason(), again);
  }

  private static AmlJobPhase phase(Pass pass) {
    if (pass.startTime() != null) {
      return pass.seen().hasEnded(AmlTraining.leader(pass.job()))
          ? AmlJobPhase.FINALIZING
          : AmlJobPhase.RUNNING;
    }
    return pass.seen().isQueued() ? AmlJobPhase.QUEUED : AmlJobPhase.PREPARING;
  }

  /**
   * What one pass is about.
   *
   * @param now in whole seconds
   */
  private record Pass(AmlJob job, AmlJobStatus before, AmlSeen seen, Instant now) {

    @Nullable Instant startTime() {
      return before.startTime() == null && seen.hasRun() ? now : before.startTime();
    }

    AmlJobPhase phaseSoFar() {
      return Objects.requireNonNullElse(before.phase(), AmlJobPhase.PREPARING);
    }

    Duration age() {
      return Optional.ofNullable(job.getMetadata().getCreationTimestamp())
          .map(made -> Duration.between(Instant.parse(made), now))
          .orElse(SECRET_COMES);
    }

    /** What is left of the job's time; empty when it has no limit or has not begun. */
    Optional<Duration> untilLimit() {
      var limit = job.getSpec().timeoutSeconds();
      var start = startTime();
      return limit == null || start == null
          ? Optional.empty()
          : Optional.of(Duration.between(now, start.plusSeconds(limit)));
    }

    AmlDecision goesOn(
        Step step, AmlJobPhase phase, @Nullable Reason reason, Optional<Duration> again) {
      var training = seen.training().isPresent() ? AmlTraining.name(job) : before.training();
      var status = new AmlJobStatus(phase, reason, startTime(), null, training, null);
      return new AmlDecision(step, status, AmlEvents.between(before, status), again);
    }

    AmlDecision ended(
        Step step, AmlJobPhase phase, @Nullable Reason reason, @Nullable Integer exitCode) {
      var training = seen.training().isPresent() ? AmlTraining.name(job) : before.training();
      var status = new AmlJobStatus(phase, reason, startTime(), now, training, exitCode);
      return new AmlDecision(step, status, AmlEvents.between(before, status), Optional.empty());
    }
  }
}
