package dev.mooring.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The control plane's chart as Helm renders it. */
final class ControlPlaneChartTest {
  private static final Path CHART = Path.of("../charts/mooring-control-plane");

  private static ClusterOfOneSecret cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = ClusterOfOneSecret.start(Path.of(System.getenv("KUBECONFIG")));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void whatItCannotGuessMustBeGiven() {
    assertThatThrownBy(() -> new Helm(CHART).template().call())
        .hasMessageContaining("domain")
        .hasMessageContaining("tag")
        .hasMessageContaining("url")
        .hasMessageContaining("passwordSecret");
  }

  @Test
  void replicasAreConfinedAndLeaveOneAtATime() {
    assertThat(onOneLine(chart().call()))
        .contains("replicas: 2")
        .contains("runAsNonRoot: true")
        .contains("readOnlyRootFilesystem: true")
        .contains("allowPrivilegeEscalation: false")
        .contains("seccompProfile: {type: RuntimeDefault}")
        .contains("capabilities: {drop: [ALL]}")
        .contains("automountServiceAccountToken: false")
        .contains("kind: PodDisruptionBudget");
    assertThat(chart().set("replicas", 1).call()).doesNotContain("PodDisruptionBudget");
  }

  @Test
  void keysAreMadeInTheFormThatTheControlPlaneReads() {
    var manifests = chart().call();
    assertThat(value(manifests, "ca.crt")).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(value(manifests, "ca.key")).contains("PRIVATE KEY-----");
    assertThat(Base64.getDecoder().decode(value(manifests, "master.key"))).hasSize(32);
    assertThat(value(manifests, "client.json"))
        .matches("\\{\"clientId\":\"[0-9a-f-]{36}\",\"clientSecret\":\"[A-Za-z0-9]{43}\"}");
    assertThat(value(chart().call(), "master.key")).isNotEqualTo(value(manifests, "master.key"));
  }

  @Test
  void keysThatAreThereStay() {
    cluster.holds("master.key", "of-before");
    try {
      assertThat(value(chart().call(), "master.key")).isEqualTo("of-before");
    } finally {
      cluster.holdsNothing();
    }
  }

  @Test
  void keysAndClaimOfOnesOwnAreUsedAndNoneMade() {
    assertThat(chart().set("existingSecret", "mine").set("blobs.existingClaim", "files").call())
        .doesNotContain("kind: Secret", "kind: PersistentVolumeClaim")
        .contains("secretName: mine", "claimName: files");
  }

  private static String value(String manifests, String key) {
    var found =
        Pattern.compile("^  %s: (\\S+)$".formatted(Pattern.quote(key)), Pattern.MULTILINE)
            .matcher(manifests);
    assertThat(found.find()).as(key).isTrue();
    return new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8);
  }

  private static String onOneLine(String manifests) {
    return manifests.replaceAll("\\s+", " ");
  }

  private static TemplateCommand chart() {
    return new Helm(CHART)
        .template()
        .withName("mooring")
        .withNamespace("platform")
        .set("domain", "ml.example.com")
        .set("image.tag", "t")
        .set("agentImage", "example.com/agent:t")
        .set("launcherImage", "example.com/launcher:t")
        .set("database.url", "jdbc:postgresql://db/mooring")
        .set("database.passwordSecret.name", "database");
  }
}
