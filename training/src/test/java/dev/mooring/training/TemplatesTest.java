package dev.mooring.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.ReplicaSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TemplatesTest {

  @Test
  void allUnknownFieldsAreNamedByTheirPaths() {
    assertThat(
            problems(
                """
                metadata: {labells: {a: b}}
                spec:
                  priority: 1
                  volums: [{name: a}, {name: b}]
                  containers:
                  - name: side
                  - name: pytorch
                    imagee: {deep: [1, 2]}
                    resources: {limits: {cpu: 1}, request: {cpu: 1}}
                """))
        .containsExactlyInAnyOrder(
            "at.metadata.labells: unknown field",
            "at.spec.volums: unknown field",
            "at.spec.containers[1].imagee: unknown field",
            "at.spec.containers[1].resources.request: unknown field");
  }

  @Test
  void aValueOfTheWrongTypeIsNamedByItsPath() {
    assertThat(problems("spec: {containers: [{name: pytorch, ports: [{containerPort: \"80\"}]}]}"))
        .singleElement()
        .asString()
        .startsWith("at.spec.containers[0].ports[0].containerPort: ")
        .contains("\"80\"");
  }

  @Test
  void whatKubernetesAcceptsIsAccepted() {
    assertThat(
            problems(
                """
                metadata: {creationTimestamp: null, annotations: {"sidecar.istio.io/inject": "false"}}
                spec:
                  tolerations: [{key: gpu, operator: Exists}]
                  volumes: [{name: code, configMap: {name: code}}, {name: shm, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]
                  containers:
                  - name: pytorch
                    image: a
                    livenessProbe: {httpGet: {port: http}}
                    resources: {limits: {cpu: 1.5, nvidia.com/gpu: 2, memory: 1Gi}}
                """))
        .isEmpty();
  }

  @Test
  void aKeyWithoutAValueIsAFieldThatIsNotGiven() {
    var decoded = decoded("spec: {containers: [{name: pytorch, command: null, args: [a]}, null]}");
    assertThat(decoded).isInstanceOf(Templates.Decoded.Good.class);
    if (decoded instanceof Templates.Decoded.Good(var template)) {
      assertThat(template.getSpec().getContainers()).hasSize(2);
      assertThat(template.getSpec().getContainers().getFirst().getCommand()).isEmpty();
    }
  }

  private static Templates.Decoded decoded(String yaml) {
    var template =
        Serialization.unmarshal("template:\n" + yaml.indent(2), ReplicaSpec.class).template();
    return Templates.decode(template, "at");
  }

  private static List<String> problems(String yaml) {
    return switch (decoded(yaml)) {
      case Templates.Decoded.Good good -> List.of();
      case Templates.Decoded.Bad(var found) ->
          found.stream().map(Planned.Problem::toString).toList();
    };
  }
}
