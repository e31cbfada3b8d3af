package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mooring.api.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * How a job stands on its cluster.
 *
 * @param launched it is there whole; before that it has its name, and nothing is made for it
 * @param problem why it waits, failed or was cancelled; empty when neither
 * @param startTime when its first pod ran
 * @param endTime when it ended
 * @param exitCode of its command, once it ended by itself
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobReport(
    boolean launched,
    Phase phase,
    Optional<Problem> problem,
    Optional<Instant> startTime,
    Optional<Instant> endTime,
    Optional<Integer> exitCode) {
  public JobReport {
    problem = problem == null ? Optional.empty() : problem;
    startTime = startTime == null ? Optional.empty() : startTime;
    endTime = endTime == null ? Optional.empty() : endTime;
    exitCode = exitCode == null ? Optional.empty() : exitCode;
  }

  /** Azure ML's words for a run. */
  public enum Phase {
    /** Its objects or its pods' images, code and inputs are being made ready. */
    @JsonProperty("Preparing")
    PREPARING,
    /** It waits for seats. */
    @JsonProperty("Queued")
    QUEUED,
    @JsonProperty("Running")
    RUNNING,
    /** Its command has ended, its last logs and outputs are under way. */
    @JsonProperty("Finalizing")
    FINALIZING,
    @JsonProperty("Completed")
    COMPLETED,
    @JsonProperty("Failed")
    FAILED,
    @JsonProperty("Canceled")
    CANCELED;

    public boolean ended() {
      return this == COMPLETED || this == FAILED || this == CANCELED;
    }
  }
}
