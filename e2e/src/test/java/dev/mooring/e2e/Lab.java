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
import java.util.Optional;

/** The cluster that all tests share. Thread-safe. */
final class Lab {
  private static final Connection CONNECTION =
      Connection.open("e2e", Optional.of(Path.of(setting("MOORING_E2E_KUBECONFIG"))));

  private Lab() {}

  /** What {@code ./moor test} hands on. */
  static String setting(String name) {
    var value = System.getenv(name);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(name + " is not set; run these tests by ./moor test");
    }
    return value;
  }

  static KubernetesClient client() {
    return CONNECTION.client();
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
