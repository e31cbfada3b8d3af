package dev.mooring.cluster.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CrdsTest {

  @Test
  void quantitiesOfQueuesAreThoseThatClientsCanRead() {
    var queue = crd("queues.scheduling.volcano.sh");
    var spec =
        field(queue.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(), "spec");
    var quantity = values(field(spec, "capability"));
    assertThat("1500m").matches(quantity.getPattern());
    assertThat("8Gi").matches(quantity.getPattern());
    assertThat("1e3").matches(quantity.getPattern());
    assertThat("eight").doesNotMatch(quantity.getPattern());
    var promised = field(field(spec, "guarantee"), "resource");
    assertThat(values(promised).getMaxLength()).isEqualTo(40);
  }

  private static JSONSchemaProps field(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }

  private static JSONSchemaProps values(JSONSchemaProps schema) {
    return schema.getAdditionalProperties().getSchema();
  }

  @Test
  void queuesBelongToNoNamespace() {
    assertThat(crd("queues.scheduling.volcano.sh").getSpec().getScope()).isEqualTo("Cluster");
  }

  private static CustomResourceDefinition crd(String name) {
    return Crds.all().stream()
        .filter(crd -> crd.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
