package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a training job stands: upstream's JobStatus with a reason and the restart count. Upstream's
 * lastReconcileTime is left out, it would turn every pass into a write.
 *
 * @param conditions in the order in which they came about; the last one is the job's state
 * @param replicaStatuses counts by replica type, such as {@code Worker}
 * @param startTime when the operator first saw the job
 * @param completionTime when it ended
 * @param restarts the retries so far; null when there were none
 * @param reason why the job waits or failed; null when neither
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobStatus(
    List<Condition> conditions,
    Map<String, ReplicaStatus> replicaStatuses,
    @Nullable Instant startTime,
    @Nullable Instant completionTime,
    @Nullable Restarts restarts,
    @Nullable Reason reason) {

  public static final JobStatus NONE = new JobStatus(List.of(), Map.of(), null, null, null, null);

  public JobStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    replicaStatuses = replicaStatuses == null ? Map.of() : Map.copyOf(replicaStatuses);
  }
}
