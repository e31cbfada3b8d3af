package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of the scheduler.
 *
 * @param minAvailable pods that must fit at once; null means all
 * @param queue the queue; null means {@code default}
 * @param minResources what must be free at once; null means what minAvailable pods ask for
 * @param priorityClass the gang's PriorityClass; null means the cluster's default
 * @param scheduleTimeoutSeconds how long scheduler-plugins' scheduler lets pods wait for the rest
 *     of their gang; null means as long as it is set up to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.queue) || !has(oldSelf.queue) || self.queue == oldSelf.queue",
    message = "spec.runPolicy.schedulingPolicy.queue is immutable",
    fieldPath = ".queue")
public record SchedulingPolicy(
    @Min(1) @Nullable Integer minAvailable,
    @Size(max = 253) @Nullable String queue,
    @Nullable Map<String, Quantity> minResources,
    @Size(max = 253) @Nullable String priorityClass,
    @Min(0) @Nullable Integer scheduleTimeoutSeconds) {

  public static final SchedulingPolicy DEFAULT = new SchedulingPolicy(null, null, null, null, null);

  public SchedulingPolicy {
    if (minAvailable != null && minAvailable < 1) {
      throw new IllegalArgumentException("minAvailable is less than 1: " + minAvailable);
    }
    minResources = minResources == null ? null : Map.copyOf(minResources);
  }
}
