package dev.mooring.controlplane.agents;

import dev.mooring.api.agent.JobReport;
import java.util.Arrays;

/** How a job stands, in Azure ML's words. */
public enum JobStatus {
  /** Its agent has not been asked yet. */
  NOT_STARTED("NotStarted"),
  /** Its agent is being asked, or was and has not said anything yet. */
  STARTING("Starting"),
  PREPARING("Preparing"),
  QUEUED("Queued"),
  RUNNING("Running"),
  FINALIZING("Finalizing"),
  /** Someone wants it to end; it keeps this word until it has. */
  CANCEL_REQUESTED("CancelRequested"),
  COMPLETED("Completed"),
  FAILED("Failed"),
  CANCELED("Canceled");

  private final String word;

  JobStatus(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /**
   * The status of a word.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static JobStatus of(String word) {
    return Arrays.stream(values())
        .filter(status -> status.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No job status '%s'".formatted(word)));
  }

  static JobStatus of(JobReport.Phase phase) {
    return switch (phase) {
      case PREPARING -> PREPARING;
      case QUEUED -> QUEUED;
      case RUNNING -> RUNNING;
      case FINALIZING -> FINALIZING;
      case COMPLETED -> COMPLETED;
      case FAILED -> FAILED;
      case CANCELED -> CANCELED;
    };
  }

  public boolean ended() {
    return this == COMPLETED || this == FAILED || this == CANCELED;
  }
}
