package dev.mooring.crd;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Refuses text that is no quantity, as upstream's schemas do: an object that no client can read
 * stops everyone who lists its kind. The bounds let rules compare quantities within the API
 * server's budget. Only the generator uses it.
 */
public final class Quantities implements SchemaCustomizer.Customizer {
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]"
          + "|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";
  private static final long LONGEST = 40;
  private static final long MOST_RESOURCES = 64;

  /** For the generator. */
  public Quantities() {}

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(Quantities::bound);
    }
    return schema;
  }

  private static void bound(JSONSchemaProps schema) {
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(Quantities::bound);
    }
    var values = schema.getAdditionalProperties();
    if (values != null && values.getSchema() != null) {
      var value = values.getSchema();
      if (Boolean.TRUE.equals(value.getXKubernetesIntOrString())) {
        value.setPattern(QUANTITY);
        value.setMaxLength(LONGEST);
        schema.setMaxProperties(MOST_RESOURCES);
      }
    }
  }
}
