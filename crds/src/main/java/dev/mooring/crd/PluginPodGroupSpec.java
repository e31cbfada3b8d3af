package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gang asks of the coscheduling plugin.
 *
 * @param minMember pods that must fit at once
 * @param minResources what must be free at once; null means what the pods ask for
 * @param scheduleTimeoutSeconds how long pods wait for the rest; null means the plugin's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PluginPodGroupSpec(
    @Min(1) int minMember,
    @Nullable Map<String, Quantity> minResources,
    @Nullable Integer scheduleTimeoutSeconds) {
  public PluginPodGroupSpec {
    minResources = minResources == null ? null : Map.copyOf(minResources);
  }
}
