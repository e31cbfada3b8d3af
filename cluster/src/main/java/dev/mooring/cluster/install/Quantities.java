package dev.mooring.cluster.install;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

/**
 * Bounds of quantities in definitions, where the generator can say none. Upstream's have the same
 * pattern: an object with a quantity that no client can read stops everyone who lists its kind. The
 * length lets rules compare quantities within the API server's budget.
 */
final class Quantities {
  private static final String PATTERN =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]"
          + "|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

  private static final long LONGEST = 40;

  private Quantities() {}

  /** Changes the definition. */
  static void bound(CustomResourceDefinition definition) {
    for (var version : definition.getSpec().getVersions()) {
      bound(version.getSchema().getOpenAPIV3Schema());
    }
  }

  private static void bound(JSONSchemaProps schema) {
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(Quantities::bound);
    }
    var values = schema.getAdditionalProperties();
    if (values != null && values.getSchema() != null) {
      var value = values.getSchema();
      if (Boolean.TRUE.equals(value.getXKubernetesIntOrString())) {
        value.setPattern(PATTERN);
        value.setMaxLength(LONGEST);
      }
      bound(value);
    }
  }
}
