package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gang asks of the scheduler.
 *
 * @param minMember pods that must fit at once before any is bound; 0 counts as 1
 * @param minTaskMember of those, how many at least of each role, by the role's name as pods have it
 *     in their annotation {@code volcano.sh/task-spec}; a role that is not named has no minimum
 * @param queue the queue whose share the gang uses
 * @param minResources what must be free at once; null means what the pods ask for
 * @param priorityClassName the gang's PriorityClass; null means the cluster's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodGroupSpec(
    @Min(0) int minMember,
    @Nullable Map<String, Integer> minTaskMember,
    @Default("default") @Size(max = 253) String queue,
    @Size(max = QueueSpec.MOST_RESOURCES) @Nullable Map<String, Quantity> minResources,
    @Size(max = 253) @Nullable String priorityClassName) {
  public PodGroupSpec {
    if (minMember < 0) {
      throw new IllegalArgumentException("minMember is negative: " + minMember);
    }
    minTaskMember = minTaskMember == null ? null : Map.copyOf(minTaskMember);
    queue = queue == null || queue.isEmpty() ? "default" : queue;
    minResources = minResources == null ? null : Map.copyOf(minResources);
  }

  /** Without minimums for roles. */
  public PodGroupSpec(
      int minMember,
      String queue,
      @Nullable Map<String, Quantity> minResources,
      @Nullable String priorityClassName) {
    this(minMember, null, queue, minResources, priorityClassName);
  }
}
