package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an AmlJob stands; aml-operator alone writes this, and no more once the phase is an end.
 *
 * @param phase null until the operator has seen the job
 * @param reason why it waits, failed or was cancelled; null when neither
 * @param startTime when the command first ran in a pod
 * @param endTime when the job ended
 * @param training what it became; null before that
 * @param exitCode of its command, once that has ended the job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AmlJobStatus(
    @Nullable AmlJobPhase phase,
    @Nullable Reason reason,
    @Nullable Instant startTime,
    @Nullable Instant endTime,
    @Nullable TrainingRef training,
    @Nullable Integer exitCode) {

  public static final AmlJobStatus NONE = new AmlJobStatus(null, null, null, null, null, null);

  /** Nothing follows. */
  public boolean ended() {
    return phase != null && phase.ended();
  }
}
