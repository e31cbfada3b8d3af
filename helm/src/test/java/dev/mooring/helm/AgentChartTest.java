package dev.mooring.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The agent's chart as Helm renders it, without its hooks: helm-java leaves those out. */
final class AgentChartTest {
  private static final Path CHART = Path.of("../charts/azureml-agent");

  @Test
  void imageTagMustBeGiven() {
    assertThatThrownBy(() -> new Helm(CHART).template().withName("azureml-agent").call())
        .hasMessageContaining("tag");
  }

  @Test
  void unknownValueIsNamed() {
    assertThatThrownBy(() -> template("components.aml-pytorch-operator.replica", 2))
        .hasMessageContaining("replica");
  }

  @Test
  void everyContainerIsConfined() {
    var pods = template("image.tag", "t").split("(?m)^---$", -1);
    for (var manifest : pods) {
      if (manifest.contains("args: [")) {
        assertThat(manifest)
            .contains("runAsNonRoot: true")
            .contains("readOnlyRootFilesystem: true")
            .contains("allowPrivilegeEscalation: false")
            .contains("seccompProfile: {type: RuntimeDefault}")
            .contains("capabilities: {drop: [ALL]}")
            .contains("requests:")
            .contains("limits:");
      }
    }
    assertThat(pods).filteredOn(manifest -> manifest.contains("args: [")).hasSize(2);
  }

  @Test
  void noRightIsAWildcard() {
    assertThat(template("image.tag", "t").lines())
        .filteredOn(line -> line.matches(".*(verbs|resources|apiGroups):.*\\*.*|\\s*- '?\\*'?"))
        .isEmpty();
  }

  private static String template(String key, Object value) {
    return new Helm(CHART)
        .template()
        .withName("azureml-agent")
        .withNamespace("azureml")
        .set("image.tag", "t")
        .set(key, value)
        .call();
  }
}
