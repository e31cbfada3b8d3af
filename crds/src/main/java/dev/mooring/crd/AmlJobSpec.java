package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an AmlJob runs.
 *
 * @param image of the command
 * @param command for {@code sh -c}
 * @param instanceCount pods; 1 when not given
 * @param processesPerInstance times that each pod runs the command; 1 when not given, and always 1
 *     without a distribution
 * @param distribution None when not given
 * @param resources of each pod's command
 * @param nodeSelector labels of the nodes it may run on
 * @param environment of the command
 * @param timeoutSeconds from the start of the first pod's command to the job's end; null for none
 * @param launcherImage of the containers that fetch its inputs and ship its logs and outputs
 * @param launchSecret with {@code launch.json} for those containers
 * @param queue null means {@code default}
 * @param cancelRequested the job shall end as soon as it can; cannot be taken back
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(oldSelf.cancelRequested) || !oldSelf.cancelRequested || self.cancelRequested",
    message = "cancelRequested cannot be taken back; submit the job under another name")
public record AmlJobSpec(
    @Required @Size(min = 1, max = 4096) String image,
    @Required @Size(min = 1, max = 262_144) String command,
    @Default("1") @Min(1) @Max(10_000) Integer instanceCount,
    @Default("1") @Min(1) @Max(1024) Integer processesPerInstance,
    @Default("None") Distribution distribution,
    AmlJobResources resources,
    Map<String, String> nodeSelector,
    Map<String, String> environment,
    @Min(1) @Nullable Long timeoutSeconds,
    @Required @Size(min = 1, max = 4096) String launcherImage,
    @Required @Size(min = 1, max = 253) String launchSecret,
    @Size(max = 253) @Nullable String queue,
    @Default("false") Boolean cancelRequested) {
  public AmlJobSpec {
    instanceCount = instanceCount == null ? 1 : instanceCount;
    processesPerInstance = processesPerInstance == null ? 1 : processesPerInstance;
    distribution = distribution == null ? Distribution.NONE : distribution;
    resources = resources == null ? AmlJobResources.NONE : resources;
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    environment = environment == null ? Map.of() : Map.copyOf(environment);
    cancelRequested = cancelRequested != null && cancelRequested;
    if (instanceCount < 1 || processesPerInstance < 1) {
      throw new IllegalArgumentException(
          "instanceCount and processesPerInstance are at least 1: %d, %d"
              .formatted(instanceCount, processesPerInstance));
    }
  }

  /** Processes that each pod runs. */
  public int processes() {
    return switch (distribution) {
      case NONE -> 1;
      case PYTORCH -> processesPerInstance;
    };
  }
}
