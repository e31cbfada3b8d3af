package dev.mooring.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The agent's chart as Helm renders it, without its hooks: helm-java leaves those out. */
final class AgentChartTest {
  private static final Path CHART = Path.of("../charts/azureml-agent");

  /** Deployments with a control plane. */
  private static final int COMPONENTS = 9;

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
  void imageTagMustBeGiven() {
    assertThatThrownBy(() -> chart().call()).hasMessageContaining("tag");
  }

  @Test
  void unknownValueIsNamed() {
    assertThatThrownBy(() -> template("components.aml-pytorch-operator.replica", 2))
        .hasMessageContaining("replica");
  }

  @Test
  void everyContainerIsConfined() {
    var pods = withRelay().split("(?m)^---$", -1);
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
    assertThat(pods).filteredOn(manifest -> manifest.contains("args: [")).hasSize(COMPONENTS);
  }

  @Test
  void noRightIsAWildcard() {
    assertThat(withRelay().lines())
        .filteredOn(line -> line.matches(".*(verbs|resources|apiGroups):.*\\*.*|\\s*- '?\\*'?"))
        .isEmpty();
  }

  @Test
  void withoutAControlPlaneNothingDialsOne() {
    assertThat(template("image.tag", "t")).doesNotContain("relay-server", "azureml-relay-tls");
  }

  @Test
  void aControlPlaneNeedsItsCertificates() {
    assertThatThrownBy(() -> template("relay.host", "relay.mooring.internal"))
        .hasMessageContaining("tls.certificate is empty");
  }

  @Test
  void relayServerIsToldWhereToDialAndWhatToShow() {
    assertThat(onOneLine(withRelay()))
        .contains("name: RELAY_HOST value: relay.mooring.internal")
        .contains("name: RELAY_PORT value: \"8444\"")
        .contains("value: http://rest-server.azureml.svc:8080")
        .contains("value: /var/run/secrets/azureml-agent-token/token")
        .contains("tls.crt: \"Y2VydA==\"", "tls.key: \"a2V5\"", "ca.crt: \"Y2E=\"")
        .contains("automountServiceAccountToken: false");
  }

  @Test
  void oneRelayServerGoesBeforeTheNextComes() {
    var strategies =
        withRelay().lines().filter(line -> line.contains("strategy:")).map(String::strip);
    assertThat(strategies).containsExactly("strategy: {type: Recreate}");
  }

  @Test
  void theTokenIsLongAndUnguessable() {
    var first = token(template("image.tag", "t"));
    assertThat(first).matches("[A-Za-z0-9]{43}");
    assertThat(token(template("image.tag", "t"))).isNotEqualTo(first);
  }

  @Test
  void aTokenThatIsThereStays() {
    cluster.holds("token", "of-before");
    try {
      assertThat(token(template("image.tag", "t"))).isEqualTo("of-before");
    } finally {
      cluster.holdsNothing();
    }
  }

  private static String token(String manifests) {
    var encoded =
        manifests
            .lines()
            .filter(line -> line.startsWith("  token: "))
            .map(line -> line.replaceAll("  token: \"(.*)\"", "$1"))
            .findFirst()
            .orElseThrow();
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  @Test
  void secretsAreMadeAndNeverReadButTheWebhooksOwn() {
    var rights = onOneLine(withRelay()).split("- secrets ", -1);
    assertThat(rights).as("of rest-server, aml-mpi-operator and controllers").hasSize(4);
    assertThat(rights[1]).startsWith("verbs: - create - apiGroups");
    assertThat(rights[2]).startsWith("verbs: - create - apiGroups");
    assertThat(rights[2]).endsWith("resourceNames: - azureml-connector-admission-tls resources: ");
    assertThat(rights[3]).startsWith("verbs: - get - update");
  }

  @Test
  void webhooksAreServedByWhoeverIsReadyAndNeverByNobodyInADrain() {
    assertThat(onOneLine(withRelay()))
        .contains("{name: webhooks, port: 443, targetPort: webhooks}")
        .contains("- {name: webhooks, containerPort: 8443}")
        .contains("kind: PodDisruptionBudget")
        .contains("maxUnavailable: 1");
  }

  @Test
  void anMpiJobsProgramComesFromTheImageThatIsGiven() {
    assertThat(onOneLine(template("launcherImage", "mooring.internal/launcher:1")))
        .contains("name: LAUNCHER_IMAGE value: mooring.internal/launcher:1");
  }

  private static String onOneLine(String manifests) {
    return manifests.replaceAll("\\s+", " ");
  }

  private static String withRelay() {
    return chart()
        .set("image.tag", "t")
        .set("relay.host", "relay.mooring.internal")
        .set("tls.certificate", "cert")
        .set("tls.key", "key")
        .set("tls.ca", "ca")
        .call();
  }

  private static String template(String key, Object value) {
    return chart().set("image.tag", "t").set(key, value).call();
  }

  private static TemplateCommand chart() {
    return new Helm(CHART).template().withName("azureml-agent").withNamespace("azureml");
  }
}
