package dev.mooring.controlplane.attach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mooring.cluster.install.Permission;
import dev.mooring.controlplane.attach.ClientCertificates.Issued;
import dev.mooring.helm.Release;
import java.time.Duration;
import java.util.List;

/** The agent as a Helm release. */
final class Agent {
  static final String NAMESPACE = "azureml";
  static final String RELEASE = "azureml-agent";

  /** The ConfigMap in which cmaks-init-job reports. */
  static final String REPORT = "azureml-preflight";

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final JsonMapper MAPPER = new JsonMapper();

  private Agent() {}

  /** What whoever installs it must be allowed to do. */
  static List<Permission> needed() {
    return List.of(
        new Permission("get", "", "namespaces", "", ""),
        new Permission("create", "", "namespaces", "", ""),
        new Permission("create", RBAC, "clusterroles", "", ""),
        new Permission("create", RBAC, "clusterrolebindings", "", ""),
        new Permission("create", "apiextensions.k8s.io", "customresourcedefinitions", "", ""),
        new Permission("create", "apps", "deployments", NAMESPACE, ""),
        new Permission("create", "batch", "jobs", NAMESPACE, ""),
        new Permission("create", "", "secrets", NAMESPACE, ""),
        new Permission("create", "", "serviceaccounts", NAMESPACE, ""),
        new Permission("list", "", "pods", NAMESPACE, ""),
        new Permission("watch", "", "pods", NAMESPACE, ""),
        new Permission("get", "", "configmaps", NAMESPACE, ""));
  }

  static Release release(AgentSettings settings, Issued certificate, Duration timeout) {
    return new Release(
        NAMESPACE, RELEASE, settings.chart(), values(settings, certificate), timeout);
  }

  /** JSON, which is YAML too. */
  static String values(AgentSettings settings, Issued certificate) {
    var image = settings.image();
    var slash = image.indexOf('/');
    var colon = image.lastIndexOf(':');
    var values = JsonNodeFactory.instance.objectNode();
    values
        .putObject("image")
        .put("registry", image.substring(0, slash))
        .put("repository", image.substring(slash + 1, colon))
        .put("tag", image.substring(colon + 1));
    values.put("launcherImage", settings.launcherImage());
    values.putObject("relay").put("host", settings.relayHost()).put("port", settings.relayPort());
    values
        .putObject("tls")
        .put("certificate", certificate.certificatePem())
        .put("key", certificate.keyPem())
        .put("ca", settings.ca());
    try {
      return MAPPER.writeValueAsString(values);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree can always be written", impossible);
    }
  }
}
