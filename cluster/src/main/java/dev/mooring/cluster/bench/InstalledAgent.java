package dev.mooring.cluster.bench;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The agent, which most measurements are of. */
public final class InstalledAgent {
  public static final String NAMESPACE = "azureml";

  /** Component, and what pods name that it shall place. */
  public static final String SCHEDULER = "azureml-connector-scheduler";

  /** Component. */
  public static final String PYTORCH_OPERATOR = "aml-pytorch-operator";

  private InstalledAgent() {}

  /**
   * Whether a component of it is installed, whatever state it is in.
   *
   * @throws ClusterException when the API server does not say
   */
  public static boolean has(Connection connection, String component) {
    try {
      return connection
              .client()
              .apps()
              .deployments()
              .inNamespace(NAMESPACE)
              .withName(component)
              .get()
          != null;
    } catch (KubernetesClientException failed) {
      throw new ClusterException(
          ClusterException.Code.API,
          "The cluster does not say whether it has the agent: %s".formatted(failed.getMessage()),
          failed);
    }
  }
}
