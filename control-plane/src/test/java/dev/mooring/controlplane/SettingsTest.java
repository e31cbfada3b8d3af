package dev.mooring.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  @TempDir Path folder;

  private Map<String, String> fit() throws IOException {
    var all = new HashMap<String, String>();
    all.put("MOORING_DATABASE_URL", "jdbc:postgresql://127.0.0.1/mooring");
    all.put("MOORING_DATABASE_USER", "mooring");
    all.put("MOORING_DATABASE_PASSWORD_FILE", file("password", "secret\n"));
    all.put("MOORING_DATA", folder.resolve("blobs").toString());
    all.put("MOORING_PKI", folder.toString());
    all.put("MOORING_AGENT_CHART", folder.toString());
    all.put("MOORING_AGENT_IMAGE", "agent:1");
    all.put("MOORING_LAUNCHER_IMAGE", "launcher:1");
    all.put("MOORING_BIND", "127.0.0.1, ::1");
    var key = Base64.getEncoder().encodeToString(new byte[32]);
    all.put("MOORING_MASTER_KEY_FILE", file("key", key + "\n"));
    all.put("MOORING_CLIENT_FILE", file("client", "{\"clientId\":\"a\",\"clientSecret\":\"b\"}"));
    return all;
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void readsWhatIsGivenAndKnowsTheRest() throws IOException {
    var settings = Settings.of(fit());

    assertThat(settings.network().site().base()).isEqualTo("https://arm.mooring.internal:8443");
    assertThat(settings.network().bind()).hasSize(2);
    assertThat(settings.network().relayPort()).isEqualTo(8444);
    assertThat(settings.network().healthPort()).isEqualTo(8081);
    assertThat(settings.database().password()).isEqualTo("secret");
    assertThat(settings.client()).isEqualTo(new Settings.Client("a", "b"));
    assertThat(settings.masterKey().getEncoded()).hasSize(32);
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    assertThatThrownBy(() ->
            Settings.of(
                Map.of(
                    "MOORING_HTTPS_PORT", "eighty",
                    "MOORING_BIND", "example.com",
                    "MOORING_MASTER_KEY_FILE", "/nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(failed ->
            assertThat(String.valueOf(failed.getMessage()).lines())
                .hasSize(12)
                .allSatisfy(line -> assertThat(line).startsWith("MOORING_").contains("; set")));
  }

  @Test
  void shortMasterKeyIsRefused() throws IOException {
    var all = fit();
    all.put("MOORING_MASTER_KEY_FILE", file("key", "c2hvcnQ="));

    assertThatThrownBy(() -> Settings.of(all))
        .hasMessageStartingWith("MOORING_MASTER_KEY_FILE does not hold 32 bytes");
  }
}
