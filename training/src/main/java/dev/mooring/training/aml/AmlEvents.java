package dev.mooring.training.aml;

import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.training.JobEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the difference of two statuses has to tell; the same status tells nothing. */
final class AmlEvents {
  private AmlEvents() {}

  static List<JobEvent> between(AmlJobStatus before, AmlJobStatus after) {
    var phase = after.phase();
    var reason = after.reason();
    if (reason != null && !reason.code().equals(code(before.reason()))) {
      return List.of(JobEvent.warning(reason.code(), reason.message() + ". " + reason.nextStep()));
    }
    return phase == null || phase == before.phase() ? List.of() : List.of(begun(phase));
  }

  private static JobEvent begun(AmlJobPhase phase) {
    return switch (phase) {
      case PREPARING -> JobEvent.normal("AmlJobPreparing", "The job is being made ready");
      case QUEUED -> JobEvent.normal("AmlJobQueued", "The job waits for seats");
      case RUNNING -> JobEvent.normal("AmlJobRunning", "The command runs");
      case FINALIZING -> JobEvent.normal("AmlJobFinalizing", "The command has ended");
      case COMPLETED -> JobEvent.normal("AmlJobCompleted", "The job is done and all is uploaded");
      case FAILED -> JobEvent.warning("AmlJobFailed", "The job has failed");
      case CANCELED -> JobEvent.normal("AmlJobCanceled", "The job was cancelled");
    };
  }

  private static String code(@Nullable Reason reason) {
    return reason == null ? "" : reason.code();
  }
}
