package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.Optional;

/**
 * What runs.
 *
 * @param command for {@code sh -c}, all references in it replaced
 * @param instanceCount pods, at least 1
 * @param processesPerInstance at least 1
 * @param requests amounts by Kubernetes' resource names
 * @param limits as requests
 * @param timeoutSeconds from the start of the first pod to the job's end; empty for none
 * @param launcherImage of {@code prepare} and {@code ship}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobSpec(
    String image,
    String command,
    int instanceCount,
    int processesPerInstance,
    Distribution distribution,
    Map<String, String> requests,
    Map<String, String> limits,
    Map<String, String> nodeSelector,
    Map<String, String> environment,
    Optional<Long> timeoutSeconds,
    String launcherImage) {
  public JobSpec {
    if (instanceCount < 1 || processesPerInstance < 1) {
      throw new IllegalArgumentException(
          "instanceCount and processesPerInstance are at least 1: %d, %d"
              .formatted(instanceCount, processesPerInstance));
    }
    requests = requests == null ? Map.of() : Map.copyOf(requests);
    limits = limits == null ? Map.of() : Map.copyOf(limits);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    environment = environment == null ? Map.of() : Map.copyOf(environment);
    timeoutSeconds = timeoutSeconds == null ? Optional.empty() : timeoutSeconds;
  }
}
