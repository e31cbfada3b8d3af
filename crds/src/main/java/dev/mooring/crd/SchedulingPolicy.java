package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of the scheduler.
 *
 * @param minAvailable pods that must fit at once; null means all
 * @param queue the queue; null means {@code default}
 * @param priorityClass the gang's PriorityClass; null means the cluster's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchedulingPolicy(
    @Min(1) @Nullable Integer minAvailable,
    @Size(max = 253) @Nullable String queue,
    @Size(max = 253) @Nullable String priorityClass) {

  public static final SchedulingPolicy DEFAULT = new SchedulingPolicy(null, null, null);

  public SchedulingPolicy {
    if (minAvailable != null && minAvailable < 1) {
      throw new IllegalArgumentException("minAvailable is less than 1: " + minAvailable);
    }
  }
}
