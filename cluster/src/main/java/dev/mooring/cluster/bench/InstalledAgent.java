package dev.mooring.cluster.bench;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;

/** The agent, which most measurements are of. */
public final class InstalledAgent {
  public static final String NAMESPACE = "azureml";

  /** Component, and what pods name that it shall place. */
  public static final String SCHEDULER = "azureml-connector-scheduler";

  /** Component. */
  public static final String PYTORCH_OPERATOR = "aml-pytorch-operator";

  /** A measurement takes an hour at most. */
  private static final Duration TOKEN = Duration.ofHours(12);

  private InstalledAgent() {}

  /**
   * A kubeconfig with the credentials that a component's pods have: a token of its service account,
   * where people have client certificates. What signing with one's key costs is nothing of a pod.
   *
   * @return YAML with all inside, good for twelve hours
   * @throws ClusterException when the API server gives no token
   */
  public static String kubeconfig(Connection connection, String component) {
    var config = connection.client().getConfiguration();
    try {
      var token =
          connection
              .client()
              .serviceAccounts()
              .inNamespace(NAMESPACE)
              .withName(component)
              .tokenRequest(
                  new TokenRequestBuilder()
                      .withNewSpec()
                      .withExpirationSeconds(TOKEN.toSeconds())
                      .endSpec()
                      .build());
      return Serialization.asYaml(
          new ConfigBuilder()
              .addNewCluster()
              .withName(component)
              .withNewCluster()
              .withServer(config.getMasterUrl())
              .withCertificateAuthorityData(config.getCaCertData())
              .endCluster()
              .endCluster()
              .addNewUser()
              .withName(component)
              .withNewUser()
              .withToken(token.getStatus().getToken())
              .endUser()
              .endUser()
              .addNewContext()
              .withName(component)
              .withNewContext()
              .withCluster(component)
              .withUser(component)
              .endContext()
              .endContext()
              .withCurrentContext(component)
              .build());
    } catch (KubernetesClientException failed) {
      throw new ClusterException(
          ClusterException.Code.API,
          "No token for the service account of %s: %s".formatted(component, failed.getMessage()),
          failed);
    }
  }

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
