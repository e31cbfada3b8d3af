package dev.mooring.crd;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Has the API server keep one owner for an object, not one for each field in it: it is written as a
 * whole, and a plan may have as many fields as a gang has pods. Only the generator uses it.
 */
public final class Atomic implements SchemaCustomizer.Customizer {

  /** For the generator. */
  public Atomic() {}

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    schema.setXKubernetesMapType("atomic");
    return schema;
  }
}
