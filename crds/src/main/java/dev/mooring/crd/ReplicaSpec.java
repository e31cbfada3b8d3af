package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replicas of one type.
 *
 * @param replicas how many; 1 when not given
 * @param restartPolicy overrides the template's; OnFailure when not given
 * @param template a PodTemplateSpec as it was written. It stays untyped here, because the type
 *     would drop fields that it does not know before anyone could refuse them by their path
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicaSpec(
    @Default("1") @Min(0) @Max(10_000) Integer replicas,
    @Default("OnFailure") RestartPolicy restartPolicy,
    @Required @SchemaFrom(type = PodTemplateSchema.class) Map<String, @Nullable Object> template) {
  public ReplicaSpec {
    replicas = replicas == null ? 1 : replicas;
    if (replicas < 0) {
      throw new IllegalArgumentException("replicas is negative: " + replicas);
    }
    restartPolicy = restartPolicy == null ? RestartPolicy.ON_FAILURE : restartPolicy;
    // Not Map.copyOf: JSON has null values, such as metadata.creationTimestamp of generated
    // manifests.
    template = Collections.unmodifiableMap(new LinkedHashMap<>(template));
  }
}
