package dev.mooring.controlplane.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.Rig;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Draft;
import dev.mooring.store.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups, workspaces and clusters. */
final class RegistryTest {
  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.furnished();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Secrets secrets() {
    return rig.store.secrets();
  }

  @Test
  void groupIsFoundInAnyCase() {
    assertThat(rig.get("/SUBSCRIPTIONS/S1/resourcegroups/G1").json().path("id").asText())
        .isEqualTo(Rig.GROUP);
    assertThat(rig.call("HEAD", "/subscriptions/s1/RESOURCEGROUPS/g1", "").status()).isEqualTo(204);
    assertThat(rig.call("HEAD", Rig.GROUP + "x", "").status()).isEqualTo(404);
    assertThat(rig.call("PUT", Rig.GROUP, "{\"location\":\"here\"}").status()).isEqualTo(200);
    assertThat(rig.get("/subscriptions/s1/resourceGroups").json().at("/value/0/name").asText())
        .isEqualTo("g1");
  }

  @Test
  void groupGoesOnlyWhenItIsEmpty() {
    var refused = rig.call("DELETE", Rig.GROUP, "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("ResourceGroupNotEmpty");

    var other = "/subscriptions/s1/resourceGroups/g2";
    rig.call("PUT", other, "{\"location\":\"local\"}");
    var accepted = rig.call("DELETE", other, "");
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Retry-After")).isEqualTo("1");
    await()
        .until(() ->
            rig.get(accepted.header("Azure-AsyncOperation"))
                .json()
                .path("status")
                .asText()
                .equals("Succeeded"));
    assertThat(rig.get(accepted.header("Location")).status()).isEqualTo(200);
    assertThat(rig.get(other).code()).isEqualTo("ResourceGroupNotFound");
    assertThat(rig.call("DELETE", other, "").status()).isEqualTo(204);
  }

  @Test
  void workspaceSaysWhereItsPartsAre() {
    var workspace = rig.get(Rig.WORKSPACE).json();
    var properties = workspace.path("properties");
    var id = properties.path("workspaceId").asText();

    assertThat(workspace.path("location").asText()).isEqualTo("local");
    assertThat(id).hasSize(36);
    assertThat(properties.path("storageAccount").asText())
        .endsWith("/moor" + id.replace("-", "").substring(0, 10));
    assertThat(properties.path("mlFlowTrackingUri").asText())
        .isEqualTo("azureml://" + rig.site.apiAuthority() + "/mlflow/v1.0" + Rig.WORKSPACE);
    var discovery = rig.send("GET", properties.path("discoveryUrl").asText(), "", Map.of()).json();
    assertThat(discovery.path("api").asText()).isEqualTo(rig.site.base());
    assertThat(rig.blobs.containers)
        .anyMatch(name -> name.endsWith("/azureml"))
        .anyMatch(name -> name.endsWith("/azureml-blobstore"));
  }

  @Test
  void workspaceKeepsItsOwnIdWhenItIsPutAgain() {
    var before = rig.get(Rig.WORKSPACE).json().at("/properties/workspaceId");
    var again = rig.call("PUT", Rig.WORKSPACE, "{\"properties\":{\"friendlyName\":\"Ours\"}}");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().at("/properties/workspaceId")).isEqualTo(before);
    assertThat(again.json().at("/properties/friendlyName").asText()).isEqualTo("Ours");
  }

  @Test
  void workspaceNeedsItsGroup() {
    var refused = rig.call("PUT", Rig.WORKSPACE.replace("/g1/", "/g9/"), "{}");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.code()).isEqualTo("ResourceGroupNotFound");
    assertThat(rig.get(Rig.WORKSPACE + "x").code()).isEqualTo("WorkspaceNotFound");
  }

  @Test
  void workspaceGoesWithWhatIsInIt() {
    var version = Rig.WORKSPACE + "/environments/e/versions/1";
    rig.call("PUT", version, "{\"properties\":{\"image\":\"python:3.11\"}}");

    var job = ResourceId.of(Rig.WORKSPACE + "/jobs/j");
    var ended = Assets.draft(job, "local", Json.object());
    var observed = Json.object().put("status", "Completed");
    rig.store.resources().ask(job, _ -> Optional.of(ended.withObserved(observed)));

    assertThat(rig.call("DELETE", Rig.WORKSPACE, "").status()).isEqualTo(202);

    await().until(() -> rig.get(Rig.WORKSPACE).status() == 404);
    assertThat(rig.store.resources().find(ResourceId.of(version))).isEmpty();
    assertThat(rig.store.resources().find(job)).isEmpty();
  }

  @Test
  void kubeconfigIsKeptAndNotShown() {
    var put = rig.call("PUT", Rig.CLUSTER, Rig.cluster(Rig.KUBECONFIG));
    var agent = put.json().at("/properties/agentId").asText();

    assertThat(agent).hasSize(36);
    assertThat(put.raw().body()).doesNotContain("kubeconfig");
    assertThat(secrets().find("kubeconfig/" + Rig.CLUSTER.toLowerCase(Locale.ROOT)))
        .hasValueSatisfying(
            kept -> assertThat(new String(kept, StandardCharsets.UTF_8)).isEqualTo(Rig.KUBECONFIG));
    var credential = rig.call("POST", Rig.CLUSTER + "/listClusterAdminCredential", "");
    assertThat(Base64.getDecoder().decode(credential.json().at("/kubeconfigs/0/value").asText()))
        .isEqualTo(Rig.KUBECONFIG.getBytes(StandardCharsets.UTF_8));
    var renamed = rig.call("PUT", Rig.CLUSTER, "{\"tags\":{\"a\":\"b\"}}");
    assertThat(renamed.json().at("/properties/agentId").asText()).isEqualTo(agent);
    assertThat(renamed.json().at("/tags/a").asText()).isEqualTo("b");
  }

  @Test
  void clusterShowsTheVersionThatItTold() {
    var shown = "/properties/kubernetesVersion";
    assertThat(rig.get(Rig.CLUSTER).json().at(shown).isMissingNode()).isTrue();

    var told = Json.object().put("kubernetesVersion", "v1.36.3");
    rig.store
        .resources()
        .ask(ResourceId.of(Rig.CLUSTER), row -> row.map(it -> Draft.of(it).withObserved(told)));

    assertThat(rig.get(Rig.CLUSTER).json().at(shown).asText()).isEqualTo("v1.36.3");
    var renamed = rig.call("PUT", Rig.CLUSTER, "{\"tags\":{\"a\":\"b\"}}");
    assertThat(renamed.json().at(shown).asText()).isEqualTo("v1.36.3");
    var another = rig.call("PUT", Rig.CLUSTER, Rig.cluster(Rig.KUBECONFIG));
    assertThat(another.json().at(shown).isMissingNode()).isTrue();
    var claimed = rig.call("PUT", Rig.CLUSTER, "{\"properties\":{\"kubernetesVersion\":\"v9\"}}");
    assertThat(claimed.json().at(shown).isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'{', KubeconfigInvalid",
    "'just text', KubeconfigInvalid",
    "'current-context: x', KubeconfigInvalid",
    "'server: https, certificate-authority: /etc/ca', KubeconfigNotSelfContained",
    "'server: https, exec: {command: rm}', KubeconfigNotSelfContained"
  })
  void unfitKubeconfigIsRefused(String config, String code) {
    var text =
        config.startsWith("server")
            ? """
            current-context: c
            contexts: [{name: c, context: {cluster: k}}]
            clusters: [{name: k, cluster: {%s}}]
            """
                .formatted(config)
            : config;

    var refused = rig.call("PUT", Rig.CLUSTER, Rig.cluster(text));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.nextStep()).containsAnyOf("kubectl config view", "service account");
  }

  @Test
  void newClusterNeedsAKubeconfig() {
    assertThat(rig.call("PUT", Rig.CLUSTER + "2", "{}").code()).isEqualTo("KubeconfigMissing");
  }

  @Test
  void clusterTakesItsKubeconfigAlong() {
    assertThat(rig.call("DELETE", Rig.CLUSTER, "").status()).isEqualTo(202);

    await().until(() -> rig.get(Rig.CLUSTER).code().equals("ClusterNotFound"));
    assertThat(secrets().find("kubeconfig/" + ResourceId.of(Rig.CLUSTER).key())).isEmpty();
  }
}
