package dev.mooring.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Without conversion, each version has to keep what the other writes. */
final class MPIJobVersionsTest {
  private static final Map<String, JSONSchemaProps> VERSIONS = versions();

  @Test
  void bothVersionsHaveTheSameFieldsAndRules() {
    assertThat(withoutDefaults("v1")).isEqualTo(withoutDefaults("v2beta1"));
  }

  @Test
  void anObjectKeepsTheTransportOfTheVersionItWasWrittenIn() {
    assertThat(field("v1", "transport").getDefault().asText()).isEqualTo("kubexec");
    assertThat(field("v2beta1", "transport").getDefault().asText()).isEqualTo("ssh");
  }

  @Test
  void oneVersionIsStored() {
    assertThat(definition().getSpec().getVersions())
        .filteredOn(CustomResourceDefinitionVersion::getStorage)
        .extracting(CustomResourceDefinitionVersion::getName)
        .containsExactly("v1");
    assertThat(definition().getSpec().getConversion()).as("None").isNull();
  }

  private static JSONSchemaProps withoutDefaults(String version) {
    var schema = Serialization.clone(Objects.requireNonNull(VERSIONS.get(version)));
    spec(schema).getProperties().values().forEach(field -> field.setDefault(null));
    return schema;
  }

  private static JSONSchemaProps field(String version, String name) {
    var spec = spec(Objects.requireNonNull(VERSIONS.get(version)));
    return Objects.requireNonNull(spec.getProperties().get(name));
  }

  private static JSONSchemaProps spec(JSONSchemaProps schema) {
    return Objects.requireNonNull(schema.getProperties().get("spec"));
  }

  private static Map<String, JSONSchemaProps> versions() {
    return definition().getSpec().getVersions().stream()
        .collect(
            Collectors.toMap(
                CustomResourceDefinitionVersion::getName,
                version -> version.getSchema().getOpenAPIV3Schema()));
  }

  private static CustomResourceDefinition definition() {
    return Serialization.unmarshal(
        Objects.requireNonNull(
            MPIJob.class.getResourceAsStream("/META-INF/fabric8/mpijobs.kubeflow.org-v1.yml")),
        CustomResourceDefinition.class);
  }
}
