package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a whole job, of any kind.
 *
 * @param cleanPodPolicy which pods go when the job has ended; not given, those of a job that
 *     succeeded stay (upstream's None), and those of one that failed do not run on
 * @param ttlSecondsAfterFinished so long after its end the job is deleted; null means never
 * @param activeDeadlineSeconds the job may be under way so long, from its start or its latest
 *     resumption; null means for ever
 * @param backoffLimit how many retries, over all replicas, before the job has failed; null means no
 *     limit
 * @param schedulingPolicy what the job asks of the scheduler
 * @param suspend the job has no pods for as long as this is true
 * @param managedBy who carries the job out; empty or {@link #TRAINING_OPERATOR} means us
 * @param restartScope what is started again when a replica fails; Replica when not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.managedBy) || self.managedBy in ['', 'kubeflow.org/training-operator',"
            + " 'kueue.x-k8s.io/multikueue']",
    message =
        "must be 'kubeflow.org/training-operator' or 'kueue.x-k8s.io/multikueue', or not be given",
    fieldPath = ".managedBy")
@ValidationRule(
    value =
        "(has(self.managedBy) ? self.managedBy : '') =="
            + " (has(oldSelf.managedBy) ? oldSelf.managedBy : '')",
    message = "field is immutable",
    fieldPath = ".managedBy")
public record RunPolicy(
    @Nullable CleanPodPolicy cleanPodPolicy,
    @Min(0) @Nullable Integer ttlSecondsAfterFinished,
    @Min(0) @Nullable Long activeDeadlineSeconds,
    @Min(0) @Nullable Integer backoffLimit,
    SchedulingPolicy schedulingPolicy,
    @Default("false") boolean suspend,
    @Size(max = 253) @Nullable String managedBy,
    @Nullable RestartScope restartScope) {

  /** The value of managedBy that means the operators of this project, as it means upstream's. */
  public static final String TRAINING_OPERATOR = "kubeflow.org/training-operator";

  public static final RunPolicy DEFAULT =
      new RunPolicy(null, null, null, null, SchedulingPolicy.DEFAULT, false, null, null);

  public RunPolicy {
    notNegative("ttlSecondsAfterFinished", ttlSecondsAfterFinished);
    notNegative("activeDeadlineSeconds", activeDeadlineSeconds);
    notNegative("backoffLimit", backoffLimit);
    schedulingPolicy = schedulingPolicy == null ? SchedulingPolicy.DEFAULT : schedulingPolicy;
  }

  /** Another controller carries the job out; ours leaves it alone. */
  public boolean managedElsewhere() {
    return managedBy != null && !managedBy.isEmpty() && !managedBy.equals(TRAINING_OPERATOR);
  }

  private static void notNegative(String field, @Nullable Number value) {
    if (value != null && value.longValue() < 0) {
      throw new IllegalArgumentException(field + " is negative: " + value);
    }
  }
}
