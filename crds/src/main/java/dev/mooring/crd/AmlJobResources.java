package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What the container of each pod gets.
 *
 * @param requests amounts by Kubernetes' resource names, such as {@code nvidia.com/gpu}
 * @param limits as requests
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AmlJobResources(Map<String, String> requests, Map<String, String> limits) {
  public static final AmlJobResources NONE = new AmlJobResources(Map.of(), Map.of());

  public AmlJobResources {
    requests = requests == null ? Map.of() : Map.copyOf(requests);
    limits = limits == null ? Map.of() : Map.copyOf(limits);
  }
}
