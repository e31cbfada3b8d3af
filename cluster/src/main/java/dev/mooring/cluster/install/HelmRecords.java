package dev.mooring.cluster.install;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The secrets in which Helm keeps its revisions. Thread-safe. */
public final class HelmRecords {
  private final Connection connection;

  public HelmRecords(Connection connection) {
    this.connection = connection;
  }

  /** Deletes the record of a revision, and nothing of what it installed. */
  public void forget(String namespace, String release, int revision) {
    var name = "sh.helm.release.v1.%s.v%d".formatted(release, revision);
    try {
      connection.client().secrets().inNamespace(namespace).withName(name).delete();
    } catch (KubernetesClientException refused) {
      throw new ClusterException(
          ClusterException.Code.API,
          "Secret %s in %s could not be deleted: %s"
              .formatted(name, namespace, refused.getMessage()),
          refused);
    }
  }
}
