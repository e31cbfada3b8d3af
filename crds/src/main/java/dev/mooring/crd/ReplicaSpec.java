package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replicas of one type, of any kind of job. What is not given stays null: its default differs by
 * kind and type.
 *
 * @param replicas how many
 * @param restartPolicy overrides the template's
 * @param template a PodTemplateSpec as it was written. It stays untyped here, because the type
 *     would drop fields that it does not know before anyone could refuse them by their path
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplicaSpec(
    @Min(0) @Max(10_000) @Nullable Integer replicas,
    @Nullable RestartPolicy restartPolicy,
    @Required @SchemaFrom(type = PodTemplateSchema.class) Map<String, @Nullable Object> template) {
  public ReplicaSpec {
    if (replicas != null && replicas < 0) {
      throw new IllegalArgumentException("replicas is negative: " + replicas);
    }
    // Not Map.copyOf: JSON has null values, such as metadata.creationTimestamp of generated
    // manifests.
    template = Collections.unmodifiableMap(new LinkedHashMap<>(template));
  }
}
