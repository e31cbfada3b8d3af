package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.helm.Releases.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The control plane as replicas on a cluster, from its chart, over an external PostgreSQL. */
@TestMethodOrder(OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
final class ControlPlaneChartTest {
  private static final String GROUP =
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/chart";
  private static final String WORKSPACE =
      GROUP + "/providers/Microsoft.MachineLearningServices/workspaces/shared";
  private static final String CLUSTER =
      GROUP + "/providers/Microsoft.ContainerService/managedClusters/lab";
  private static final String API = "https://arm.%s:8443/".formatted(ControlPlaneRelease.DOMAIN);
  private static final String STORAGE = "https://storage.azure.com/";

  /** Each look is a process or two. */
  private static final Duration LOOK = Duration.ofMillis(500);

  @TempDir private static Path folder = Path.of("unset");
  private static ControlPlaneRelease release;
  private static Map<String, String> keys = Map.of();
  private static String token = "";

  @BeforeAll
  static void install() throws IOException {
    release = ControlPlaneRelease.prepare(folder);
    release.deploy(2);
    keys = release.keys();
    Files.writeString(folder.resolve("ca.crt"), keys.getOrDefault("ca.crt", ""));
    token = token(one(), API);
  }

  @AfterAll
  static void remove() {
    release.close();
    new Installer(release.sandbox().namespace()).remove();
  }

  private static Caller caller(List<String> from, String address) {
    return new Caller(from, address, folder.resolve("ca.crt"), ControlPlaneRelease.DOMAIN);
  }

  private static Caller one() {
    return caller(List.of(), address(release.ready(2).getFirst()));
  }

  private static Caller other() {
    return caller(List.of(), address(release.ready(2).getLast()));
  }

  private static String address(Pod pod) {
    return pod.getStatus().getPodIP();
  }

  private static String token(Caller replica, String resource) throws IOException {
    var client = new ObjectMapper().readTree(keys.get("client.json"));
    return replica.token(
        client.path("clientId").asText(), client.path("clientSecret").asText(), resource);
  }

  /** A resource once its work has ended. */
  private static JsonNode ended(Caller replica, String path) {
    return Sandbox.await(path + " has come to an end")
        .pollInterval(LOOK)
        .until(
            () -> replica.get(token, path).json(),
            it -> it.at("/properties/provisioningState").asText().matches("Succeeded|Failed"));
  }

  @Test
  @Order(1)
  void replicasStartAtOnceAndConfined() throws SQLException {
    assertThat(release.ready(2))
        .allSatisfy(pod -> {
          assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
          assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
              .isEqualTo("RuntimeDefault");
          assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
          var container = pod.getSpec().getContainers().getFirst();
          assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
          assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
          assertThat(container.getSecurityContext().getCapabilities().getDrop())
              .containsExactly("ALL");
          assertThat(container.getResources().getLimits()).containsKey("memory");
          assertThat(pod.getStatus().getContainerStatuses().getFirst().getRestartCount())
              .as("restarts: both bring the schema up to date at the same moment")
              .isZero();
        });
    assertThat(rows("SELECT count(*) FROM flyway_schema_history WHERE success")).isPositive();
    assertThat(
            rows(
                "SELECT count(*) FROM flyway_schema_history"
                    + " WHERE NOT success OR (SELECT count(*) FROM flyway_schema_history same"
                    + " WHERE same.version = flyway_schema_history.version) > 1"))
        .as("migrations that failed or ran twice")
        .isZero();
  }

  private static int rows(String query) throws SQLException {
    var database = release.database();
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement();
        var result = statement.executeQuery(query)) {
      result.next();
      return result.getInt(1);
    }
  }

  @Test
  @Order(2)
  void whatOneWritesTheOtherReadsWithTheSameToken() {
    one().put(token, GROUP, "{\"location\":\"local\"}").json();
    assertThat(other().get(token, GROUP).json().path("name").asText()).isEqualTo("chart");
    assertThat(other().get("not-a-token", GROUP).status()).isEqualTo(401);
  }

  @Test
  @Order(3)
  void blobPutThroughOneIsReadThroughTheOther() throws IOException {
    one()
        .put(
            token,
            WORKSPACE,
            """
            {"location":"local","identity":{"type":"SystemAssigned"},"properties":{"friendlyName":"shared"}}
            """)
        .json();
    assertThat(ended(other(), WORKSPACE).at("/properties/provisioningState").asText())
        .isEqualTo("Succeeded");
    var store =
        other().get(token, WORKSPACE + "/datastores/workspaceblobstore").json().path("properties");
    var host = store.path("accountName").asText() + ".blob.core";
    var path = "/%s/folder/file".formatted(store.path("containerName").asText());
    var bearer =
        Map.of("Authorization", "Bearer " + token(one(), STORAGE), "x-ms-version", "2021-12-02");
    var kind =
        Map.of(
            "Authorization",
            bearer.getOrDefault("Authorization", ""),
            "x-ms-version",
            "2021-12-02",
            "x-ms-blob-type",
            "BlockBlob");
    assertThat(one().call("PUT", host, path, kind, "what was put").status()).isEqualTo(201);
    assertThat(other().call("GET", host, path, bearer, ""))
        .isEqualTo(new Caller.Answer(200, "what was put"));
  }

  /** Helm unpacks its library, and the chart of the agent is in the image. */
  @Test
  @Order(4)
  void helmRunsWhereOnlyTmpIsWritable() {
    var kubeconfig = Installer.in(release.sandbox().namespace()).kubeconfig();
    var encoded = Base64.getEncoder().encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8));
    one()
        .put(
            token,
            CLUSTER,
            "{\"location\":\"local\",\"properties\":{\"kubeconfig\":\"%s\"}}".formatted(encoded))
        .json();
    assertThat(ended(one(), CLUSTER).at("/properties/provisioningState").asText())
        .isEqualTo("Succeeded");
    var compute = WORKSPACE + "/computes/lab";
    other()
        .put(
            token,
            compute,
            """
            {"location":"local","identity":{"type":"SystemAssigned"},"properties":{"computeType":"Kubernetes",
             "computeLocation":"local","resourceId":"%s","properties":{"namespace":"%s"}}}
            """
                .formatted(CLUSTER, release.sandbox().namespace()))
        .json();
    var error = ended(one(), compute).at("/properties/provisioningErrors/0/error");
    assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("HelmFailed");
    assertThat(error.path("message").asText())
        .as("what Helm has against the tag")
        .contains("values don't meet the specifications of the schema", "tag");
  }

  @Test
  @Order(5)
  void oneReplicaServesWhileTheOtherIsReplaced() {
    var leaves = release.ready(2).getFirst();
    var stays = caller(List.of(), address(release.ready(2).getLast()));
    Lab.client().resource(leaves).delete();
    assertThat(stays.get(token, GROUP).status()).isEqualTo(200);
    var service =
        Lab.client()
            .services()
            .inNamespace(release.sandbox().namespace())
            .withName(ControlPlaneRelease.NAME)
            .get();
    // The rules that lead from the service to the replicas are in the nodes' networks.
    var node = ControlPlaneRelease.layout().node(1).name();
    var inside = caller(List.of("ip", "netns", "exec", node), service.getSpec().getClusterIP());
    Sandbox.await("the other is replaced, and the service answered all the time")
        .pollInterval(LOOK)
        .until(() -> {
          assertThat(inside.get(token, GROUP).status()).isEqualTo(200);
          return release.ready().size() == 2;
        });
    assertThat(release.ready(2))
        .extracting(pod -> pod.getMetadata().getName())
        .doesNotContain(leaves.getMetadata().getName());
    assertThat(one().get(token, GROUP).status()).isEqualTo(200);
    assertThat(other().get(token, GROUP).status()).isEqualTo(200);
  }

  @Test
  @Order(6)
  void upgradeAndUninstallKeepTheKeys() {
    assertThat(keys).containsOnlyKeys("ca.crt", "ca.key", "client.json", "master.key");
    assertThat(release.deploy(1)).isEqualTo(new Outcome.Deployed(2));
    assertThat(release.keys()).isEqualTo(keys);
    var left = caller(List.of(), address(release.ready(1).getFirst()));
    assertThat(left.get(token, GROUP).status()).isEqualTo(200);
    release.uninstall();
    assertThat(release.keys()).isEqualTo(keys);
  }
}
