package dev.mooring.agent.aml;

import dev.mooring.cluster.aml.AmlJobControl;
import dev.mooring.cluster.aml.AmlJobLoop;
import dev.mooring.cluster.jobs.Creation;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.training.JobEvent;
import dev.mooring.training.Obstacle;
import dev.mooring.training.aml.AmlDecision;
import dev.mooring.training.aml.AmlDecision.Step;
import dev.mooring.training.aml.AmlJobs;
import dev.mooring.training.aml.AmlSeen;
import dev.mooring.training.aml.AmlTraining;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * One pass over an AmlJob. It may die after any of its writes: the training job has the name of the
 * AmlJob, and what is decided follows from what is there, so the next pass goes on where this one
 * stopped. Thread-safe.
 */
final class AmlJobOperator implements AmlJobLoop.Pass {
  private final InstantSource clock;

  AmlJobOperator(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Duration> over(AmlJobControl control) {
    var now = clock.instant();
    var before = Objects.requireNonNullElse(control.job().getStatus(), AmlJobStatus.NONE);
    var training = training(control, before);
    var seen = AmlSeen.of(control.job(), training, control.pods());
    var decision = AmlJobs.decide(control.job(), seen, now);
    if (decision.step() == Step.CREATE) {
      var obstacle = obstacle(control.create(AmlTraining.of(control.job())));
      if (obstacle.isPresent()) {
        decision = AmlJobs.decide(control.job(), seen.with(obstacle.get()), now);
      }
    }
    if (tell(control, before, decision) && decision.step() == Step.DELETE) {
      training.ifPresent(control::delete);
    }
    return decision.again();
  }

  /** What follows from its absence is final, so a cache that is late must not be believed. */
  private static Optional<PyTorchJob> training(AmlJobControl control, AmlJobStatus before) {
    var known = control.training();
    return known.isPresent() || before.ended() ? known : control.fetchTraining();
  }

  private static Optional<Obstacle> obstacle(Creation creation) {
    return switch (creation) {
      case Creation.Created created -> Optional.empty();
      case Creation.Present present -> Optional.empty();
      case Creation.Taken(var what) -> Optional.of(new Obstacle.Taken(what));
      case Creation.Forbidden(var what, var message) ->
          Optional.of(new Obstacle.Forbidden(what, message));
      case Creation.Invalid(var what, var message) ->
          Optional.of(new Obstacle.Invalid(what, message));
    };
  }

  /** Returns false if the status is no longer the one that was decided upon. */
  private static boolean tell(AmlJobControl control, AmlJobStatus before, AmlDecision decision) {
    if (!decision.status().equals(before) && !control.save(before, decision.status())) {
      return false;
    }
    for (var event : decision.events()) {
      control.record(
          event.severity() == JobEvent.Severity.WARNING, event.reason(), event.message());
    }
    return true;
  }
}
