package dev.mooring.e2e;

import dev.mooring.cli.rest.Arm;
import dev.mooring.cli.rest.Scope;
import dev.mooring.cli.rest.Target;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.submit.Fabric8Submissions;
import dev.mooring.cluster.submit.Submissions;
import dev.mooring.embedded.EmbeddedCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cluster that all tests share. Thread-safe. */
final class Lab {
  private static final Connection CONNECTION =
      Connection.open("e2e", Optional.of(Path.of(setting("MOORING_E2E_KUBECONFIG"))));

  /** Label that kubelets give their nodes; here its value is the node's name. */
  static final String HOSTNAME = "kubernetes.io/hostname";

  private Lab() {}

  /** What {@code ./moor test} hands on. */
  static String setting(String name) {
    var value = System.getenv(name);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(name + " is not set; run these tests by ./moor test");
    }
    return value;
  }

  /** What {@code --platform} and {@code --cluster} call it. */
  static String name() {
    return setting("MOORING_E2E_CLUSTER");
  }

  static KubernetesClient client() {
    return CONNECTION.client();
  }

  /** For what stands on fake nodes. */
  static Connection connection() {
    return CONNECTION;
  }

  /** Names of the nodes that have a machine, in order; benchmarks and tests make some without. */
  static List<String> machines() {
    return client().nodes().withLabel(HOSTNAME).list().getItems().stream()
        .map(node -> node.getMetadata().getName())
        .sorted()
        .toList();
  }

  static String kubectl(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                setting("MOORING_E2E_KUBERNETES"),
                "kubectl",
                "--kubeconfig",
                setting("MOORING_E2E_KUBECONFIG")));
    command.addAll(List.of(arguments));
    return Machine.run(command.toArray(String[]::new));
  }

  static Submissions submissions() {
    return new Fabric8Submissions(CONNECTION, "e2e");
  }

  static String pytorchImage() {
    return setting("MOORING_IMAGE_PYTORCH");
  }

  /** The cluster as a thing of this machine. */
  static EmbeddedCluster cluster() {
    return new EmbeddedCluster(System.getenv(), setting("MOORING_E2E_CLUSTER"));
  }

  /** The API of the platform beside the cluster; whoever asked closes it. */
  static Arm platform() {
    return new Arm(
        new Target(
            URI.create(setting("MOORING_E2E_URL")),
            Path.of(setting("MOORING_E2E_CA")),
            setting("MOORING_E2E_CLIENT_ID"),
            setting("MOORING_E2E_CLIENT_SECRET"),
            Scope.MAIN));
  }

  static Path home() {
    return Path.of(setting("MOORING_HOME"));
  }
}
