package dev.mooring.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Objects;

/**
 * Gives fields of the specification defaults of their version; the input is them in YAML. Only the
 * generator uses it.
 */
public final class SpecDefaults implements SchemaCustomizer.Customizer {

  /** For the generator. */
  public SpecDefaults() {}

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    var spec = field(schema, "spec");
    JsonNode defaults = serialization.unmarshal(input, JsonNode.class);
    for (var given : defaults.properties()) {
      field(spec, given.getKey()).setDefault(given.getValue());
    }
    return schema;
  }

  private static JSONSchemaProps field(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }
}
