package dev.mooring.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A cluster that something stands against is not attached, is told why, and is as it was; once that
 * is mended it is attached. Detached, it is as it was too.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
final class AttachTest {
  private static final OwnCluster CLUSTER = new OwnCluster("moor-test-attach");
  private static final String NODE = "moor-test-attach-n1";
  private static final String AGENT = Component.NAMESPACE;
  private static final String CRD = "pytorchjobs.kubeflow.org";

  @TempDir private Path folder = Path.of("unset");
  private Optional<Connection> connection = Optional.empty();

  @BeforeAll
  void start() throws InterruptedException {
    CLUSTER.moor("down", "--purge");
    var up = CLUSTER.moor("up", "--nodes", "1");
    assertThat(up.exitCode()).as(up.text()).isZero();
    connection = Optional.of(Connection.open("e2e", Optional.of(adminFile())));
  }

  @AfterAll
  void removeAll() throws InterruptedException {
    connection.ifPresent(Connection::close);
    CLUSTER.moor("down", "--purge");
  }

  private KubernetesClient client() {
    return connection.orElseThrow().client();
  }

  private static Path adminFile() {
    return CLUSTER.embedded().folders().kubeconfig();
  }

  private static Moor.Result platform(String... arguments) throws InterruptedException {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--platform", CLUSTER.name()));
    return Moor.run(all.toArray(String[]::new));
  }

  /** The kubeconfig of an earlier registration is replaced. */
  private static void register(Path kubeconfig) throws InterruptedException {
    var known = platform("cluster", "register", "local", "--kubeconfig", kubeconfig.toString());
    assertThat(known.exitCode()).as(known.text()).isZero();
  }

  private static Moor.Result attach(String compute, String namespace) throws InterruptedException {
    return platform("compute", "attach", compute, "--cluster", "local", "--namespace", namespace);
  }

  private void assertNotAttached(Moor.Result attach, String compute, String code, String what)
      throws InterruptedException {
    assertThat(attach.exitCode()).as(attach.text()).isEqualTo(1);
    assertThat(attach.output().getLast())
        .startsWith("moor: %s: ".formatted(code))
        .contains(what)
        .contains("Next: ");
    var shown = platform("compute", "show", compute, "-o", "json");
    assertThat(shown.text()).contains("\"provisioningState\" : \"Failed\"").contains(code);
    assertNoAgent();
  }

  private void assertNoAgent() {
    assertThat(client().secrets().inNamespace(AGENT).withLabel("owner", "helm").list().getItems())
        .as("Helm's release")
        .isEmpty();
    assertThat(ofAgent(client().rbac().clusterRoles().list().getItems())).isEmpty();
    Sandbox.await("nothing of the agent is left").until(() -> workloads().isEmpty());
  }

  private static List<String> ofAgent(List<? extends HasMetadata> objects) {
    return names(objects.stream()).filter(name -> name.startsWith(AGENT)).toList();
  }

  private List<String> workloads() {
    return names(
            Stream.of(
                    client().apps().deployments().inNamespace(AGENT).list().getItems(),
                    client().batch().v1().jobs().inNamespace(AGENT).list().getItems(),
                    client().pods().inNamespace(AGENT).list().getItems())
                .flatMap(List::stream))
        .toList();
  }

  private static Stream<String> names(Stream<? extends HasMetadata> objects) {
    return objects.map(object -> object.getMetadata().getName());
  }

  @Test
  @Order(1)
  void clusterThatDoesNotAnswer() throws IOException, InterruptedException {
    var nowhere = "https://127.0.0.1:1";
    var file = folder.resolve("nowhere");
    Files.writeString(
        file, Machine.read(adminFile()).replace(CLUSTER.layout().apiServer(), nowhere));
    register(file);
    assertNotAttached(attach("silent", "default"), "silent", "ClusterNotReachable", nowhere);
  }

  @Test
  @Order(2)
  void kubeconfigWithoutRights() throws IOException, InterruptedException {
    register(poorUsersFile());
    assertNotAttached(
        attach("poor", "default"), "poor", "KubeconfigLacksRights", "create clusterroles");
    CLUSTER.kubectl(
        "create",
        "clusterrolebinding",
        "poor",
        "--clusterrole=cluster-admin",
        "--serviceaccount=default:poor");
  }

  private Path poorUsersFile() throws IOException {
    CLUSTER.kubectl("create", "serviceaccount", "poor");
    var token = CLUSTER.kubectl("create", "token", "poor", "--duration=24h").strip();
    var authority =
        CLUSTER.kubectl(
            "config",
            "view",
            "--raw",
            "-o",
            "jsonpath={.clusters[0].cluster.certificate-authority-data}");
    return Files.writeString(
        folder.resolve("poor"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: u, user: {token: %s}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(CLUSTER.layout().apiServer(), authority, token));
  }

  @Test
  @Order(3)
  void namespaceThatIsNotThere() throws InterruptedException {
    assertNotAttached(attach("homeless", "nowhere"), "homeless", "NamespaceNotFound", "'nowhere'");
  }

  @Test
  @Order(4)
  void crdOfSomebodyElse() throws InterruptedException {
    CLUSTER.apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: pytorchjobs.kubeflow.org, labels: {app.kubernetes.io/part-of: others}}
        spec:
          group: kubeflow.org
          scope: Namespaced
          names: {kind: PyTorchJob, plural: pytorchjobs}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """,
        "apply",
        "-f",
        "-");
    assertNotAttached(attach("taken", "default"), "taken", "AgentOwnedByOther", CRD);
    CLUSTER.kubectl("delete", "crd", CRD);
  }

  @Test
  @Order(5)
  void clusterWithoutRoom() throws InterruptedException {
    CLUSTER.kubectl("cordon", NODE);
    assertNotAttached(attach("full", "default"), "full", "PodsNotReady", "unschedulable");
    CLUSTER.kubectl("uncordon", NODE);
  }

  @Test
  @Order(6)
  void eachIsAttachedOnceThatIsMended() throws InterruptedException {
    CLUSTER.kubectl("create", "namespace", "nowhere");
    for (var compute : List.of("full", "taken", "poor", "silent")) {
      assertAttached(attach(compute, "default"));
    }
    assertAttached(attach("homeless", "nowhere"));
  }

  private static void assertAttached(Moor.Result attach) {
    assertThat(attach.exitCode()).as(attach.text()).isZero();
  }

  @Test
  @Order(7)
  void agentStaysWithTheLastCompute() throws InterruptedException {
    for (var compute : List.of("full", "taken", "poor", "silent")) {
      assertDetached(compute);
    }
    assertThat(client().apps().deployments().inNamespace(AGENT).list().getItems()).isNotEmpty();
  }

  private static void assertDetached(String compute) throws InterruptedException {
    var detach = platform("compute", "detach", compute);
    assertThat(detach.exitCode()).as(detach.text()).isZero();
    var shown = platform("compute", "show", compute);
    assertThat(shown.exitCode()).as(shown.text()).isEqualTo(2);
    assertThat(shown.text()).contains("ComputeNotFound");
  }

  @Test
  @Order(8)
  void lastComputeEndsItsJobsAndTakesTheAgentWithIt() throws InterruptedException {
    try (var job =
        PlatformJob.start(
            CLUSTER.name(),
            client(),
            folder,
            "endless",
            "echo begun; sleep 3600",
            "compute: azureml:homeless")) {
      job.awaitSaid("begun");
      assertDetached("homeless");
      var ended = job.following().await();
      assertThat(ended.exitCode()).as(ended.text()).isEqualTo(1);
      assertThat(ended.output().getLast()).contains("ended as Canceled");
      assertThat(job.pods()).isEmpty();
      assertNoAgent();
    }
  }
}
