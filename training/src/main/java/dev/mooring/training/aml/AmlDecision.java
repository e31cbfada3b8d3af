package dev.mooring.training.aml;

import dev.mooring.crd.AmlJobStatus;
import dev.mooring.training.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done for an AmlJob, and what is to be said of it.
 *
 * @param status to write if it differs from the one before
 * @param events to record once the status is written
 * @param again when to look although nothing changed; empty if that is not needed
 */
public record AmlDecision(
    Step step, AmlJobStatus status, List<JobEvent> events, Optional<Duration> again) {
  public AmlDecision {
    events = List.copyOf(events);
  }

  /** What becomes of the training job. */
  public enum Step {
    KEEP,
    CREATE,
    /** With its pods, which go first. */
    DELETE
  }
}
