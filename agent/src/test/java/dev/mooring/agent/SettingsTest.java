package dev.mooring.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {

  @Test
  void thePodsNameIsWhoAsksToLead() {
    var settings =
        Settings.of(
            "some-operator", Map.of("POD_NAME", "some-operator-7c9", "POD_NAMESPACE", "ml"));
    assertThat(settings.candidate().identity()).isEqualTo("some-operator-7c9");
    assertThat(settings.candidate().lease()).isEqualTo("some-operator");
    assertThat(settings.candidate().namespace()).isEqualTo("ml");
  }

  @Test
  void withoutAPodTwoProcessesAreNotTheSameCandidate() {
    assertThat(Settings.of("c", Map.of()).podName())
        .isNotEqualTo(Settings.of("c", Map.of()).podName());
  }

  @Test
  void aPortThatIsNoneIsNamed() {
    assertThatThrownBy(() -> Settings.of("c", Map.of("HEALTH_PORT", "http")))
        .hasMessage("HEALTH_PORT is not a number: 'http'");
    assertThatThrownBy(() -> Settings.of("c", Map.of("HEALTH_PORT", "70000")))
        .hasMessage("HEALTH_PORT is not a port: 70000");
  }
}
