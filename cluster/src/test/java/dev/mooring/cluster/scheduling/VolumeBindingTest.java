package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mooring.cluster.scheduling.GangCluster.Volumes;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read and written so that claims have their volumes where their pods go. */
final class VolumeBindingTest {
  private static final String CLAIM = "/api/v1/namespaces/lab/persistentvolumeclaims/c";
  private static final String SELECTED = "volume.kubernetes.io/selected-node";

  /** What the API server has, by path. */
  private final Map<String, String> objects = new HashMap<>();

  private final List<String> requests = new ArrayList<>();
  private HttpServer server = server();
  private KubernetesClient client = client();

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  private KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build())
        .build();
  }

  @BeforeEach
  void start() {
    server.createContext("/", this::answer);
    server.start();
    for (var name : List.of("a", "b")) {
      put(
          "/api/v1/nodes/" + name,
          """
          {"kind": "Node", "metadata": {"name": "%1$s", "labels": {"host": "%1$s"}}, "spec": {}}
          """
              .formatted(name));
    }
    put(
        "/apis/storage.k8s.io/v1/storageclasses",
        """
        {"kind": "StorageClassList", "items": [{
          "metadata": {"name": "s"}, "provisioner": "p", "volumeBindingMode": "WaitForFirstConsumer"
        }]}
        """);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void put(String path, String object) {
    objects.put(path, object);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add("%s %s %s".formatted(exchange.getRequestMethod(), path, body).strip());
    var object = objects.get(path);
    var answer = (object == null ? "{}" : object).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(object == null ? 404 : 200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void claim(String annotations, String phase) {
    claim(annotations, phase, "");
  }

  private void claim(String annotations, String phase, String owners) {
    put(
        CLAIM,
        """
        {"kind": "PersistentVolumeClaim", "metadata": {
          "name": "c", "namespace": "lab", "resourceVersion": "1", "annotations": {%s},
          "ownerReferences": [%s]},
         "spec": {"storageClassName": "s", "volumeName": "v", "accessModes": ["ReadWriteOnce"]},
         "status": {"phase": "%s"}}
        """
            .formatted(annotations, owners, phase));
  }

  private void volume(String affinity) {
    put(
        "/api/v1/persistentvolumes/v",
        """
        {"kind": "PersistentVolume", "metadata": {"name": "v"}, "spec": {%s}}
        """
            .formatted(affinity));
  }

  /** Of a pod that mounts the claim and goes to node b. */
  private Volumes prepare() {
    return prepare(Mount.of("c"));
  }

  private Volumes prepare(Mount mount) {
    var id = new PodId("lab", "p", "u");
    var member = new Member(id, "", PodShape.of("lab", Resources.NONE));
    return new VolumeBinding(client)
        .prepare(
            List.of(new SeenPod(member, "7", List.of(mount), "", Instant.EPOCH)), Map.of(id, "b"));
  }

  private List<String> patches() {
    return requests.stream().filter(request -> request.startsWith("PATCH")).toList();
  }

  @Test
  void aProvisionerIsToldTheNodeOnce() {
    claim("", "Pending");
    assertThat(prepare()).isEqualTo(new Volumes.UnderWay());
    assertThat(patches()).singleElement().asString().contains("selected-node").contains("\"b\"");
    requests.clear();
    claim("\"%s\": \"b\"".formatted(SELECTED), "Pending");
    assertThat(prepare()).isEqualTo(new Volumes.UnderWay());
    assertThat(patches()).isEmpty();
  }

  @Test
  void aProvisionerThatWasToldAnotherNodeIsLeftToIt() {
    claim("\"%s\": \"a\"".formatted(SELECTED), "Pending");
    assertThat(prepare()).isEqualTo(new Volumes.UnderWay());
    assertThat(patches()).isEmpty();
  }

  @Test
  void aProvisionerThatWasToldANodeThatIsGoneIsToldAnother() {
    claim("\"%s\": \"gone\"".formatted(SELECTED), "Pending");
    assertThat(prepare()).isEqualTo(new Volumes.UnderWay());
    assertThat(patches()).singleElement().asString().contains("selected-node").contains("\"b\"");
  }

  /** It may be all that there is yet while the watches show nothing, or the pod's own. */
  @Test
  void anEphemeralClaimOfAnEarlierPodIsLeftAlone() {
    claim("", "Pending", "{\"kind\": \"Pod\", \"uid\": \"before\", \"controller\": true}");
    var own = new Mount("c", Optional.of("u"));
    assertThat(prepare(own))
        .isEqualTo(new Volumes.Missing("claim c was made for an earlier pod of the same name"));
    assertThat(patches()).isEmpty();
    claim("", "Pending", "{\"kind\": \"Pod\", \"uid\": \"u\", \"controller\": true}");
    assertThat(prepare(own)).isEqualTo(new Volumes.UnderWay());
  }

  @Test
  void aClaimIsReadyWhereItsVolumeIsReached() {
    claim("\"%s\": \"a\"".formatted(SELECTED), "Bound");
    volume(
        """
        "nodeAffinity": {"required": {"nodeSelectorTerms": [
          {"matchExpressions": [{"key": "host", "operator": "In", "values": ["a"]}]}]}}
        """);
    assertThat(prepare())
        .isEqualTo(new Volumes.Missing("claim lab/c has volume v, which node b does not reach"));
    volume("");
    requests.clear();
    assertThat(prepare()).isEqualTo(new Volumes.Ready());
    assertThat(requests).as("a node is read where it matters").noneMatch(r -> r.contains("nodes"));
  }
}
