package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a training job stands, of any kind: upstream's JobStatus with a reason and the restart count.
 *
 * @param conditions in the order in which they came about; the last one is the job's state
 * @param replicaStatuses counts by replica type, such as {@code Worker}
 * @param startTime when the operator first saw the job, or saw it resumed; null as long as it has
 *     only been suspended
 * @param completionTime when it ended
 * @param lastReconcileTime of the pass that last changed the status; upstream's last pass of all
 *     would make a write of each
 * @param restarts the retries so far; null when there were none
 * @param reason why the job waits or failed; null when neither
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobStatus(
    List<Condition> conditions,
    Map<String, ReplicaStatus> replicaStatuses,
    @Nullable Instant startTime,
    @Nullable Instant completionTime,
    @Nullable Instant lastReconcileTime,
    @Nullable Restarts restarts,
    @Nullable Reason reason) {

  public static final JobStatus NONE =
      new JobStatus(List.of(), Map.of(), null, null, null, null, null);

  public JobStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    replicaStatuses = replicaStatuses == null ? Map.of() : Map.copyOf(replicaStatuses);
  }

  public JobStatus withConditions(List<Condition> next) {
    return new JobStatus(
        next, replicaStatuses, startTime, completionTime, lastReconcileTime, restarts, reason);
  }

  public JobStatus withReplicaStatuses(Map<String, ReplicaStatus> next) {
    return new JobStatus(
        conditions, next, startTime, completionTime, lastReconcileTime, restarts, reason);
  }

  public JobStatus withStartTime(Instant next) {
    return new JobStatus(
        conditions, replicaStatuses, next, completionTime, lastReconcileTime, restarts, reason);
  }

  public JobStatus withCompletionTime(Instant next) {
    return new JobStatus(
        conditions, replicaStatuses, startTime, next, lastReconcileTime, restarts, reason);
  }

  public JobStatus withLastReconcileTime(@Nullable Instant next) {
    return new JobStatus(
        conditions, replicaStatuses, startTime, completionTime, next, restarts, reason);
  }

  public JobStatus withRestarts(@Nullable Restarts next) {
    return new JobStatus(
        conditions, replicaStatuses, startTime, completionTime, lastReconcileTime, next, reason);
  }

  public JobStatus withReason(@Nullable Reason next) {
    return new JobStatus(
        conditions, replicaStatuses, startTime, completionTime, lastReconcileTime, restarts, next);
  }
}
