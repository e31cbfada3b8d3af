package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Azure ML's words for how a run stands. */
public enum AmlJobPhase {
  /** Its objects, or its pods' images, code and inputs, are being made ready. */
  @JsonProperty("Preparing")
  PREPARING,
  /** It waits for seats. */
  @JsonProperty("Queued")
  QUEUED,
  @JsonProperty("Running")
  RUNNING,
  /** The leader's command has ended, the job has not. */
  @JsonProperty("Finalizing")
  FINALIZING,
  @JsonProperty("Completed")
  COMPLETED,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("Canceled")
  CANCELED;

  /** Nothing follows. */
  public boolean ended() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELED -> true;
      case PREPARING, QUEUED, RUNNING, FINALIZING -> false;
    };
  }
}
