package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a whole job.
 *
 * @param cleanPodPolicy None when not given
 * @param backoffLimit how many retries, over all replicas, before the job has failed; null means no
 *     limit
 * @param schedulingPolicy what the job asks of the scheduler
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunPolicy(
    @Default("None") CleanPodPolicy cleanPodPolicy,
    @Min(0) @Nullable Integer backoffLimit,
    SchedulingPolicy schedulingPolicy) {

  public static final RunPolicy DEFAULT =
      new RunPolicy(CleanPodPolicy.NONE, null, SchedulingPolicy.DEFAULT);

  public RunPolicy {
    cleanPodPolicy = cleanPodPolicy == null ? CleanPodPolicy.NONE : cleanPodPolicy;
    if (backoffLimit != null && backoffLimit < 0) {
      throw new IllegalArgumentException("backoffLimit is negative: " + backoffLimit);
    }
    schedulingPolicy = schedulingPolicy == null ? SchedulingPolicy.DEFAULT : schedulingPolicy;
  }
}
