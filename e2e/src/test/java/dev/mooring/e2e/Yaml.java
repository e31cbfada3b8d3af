package dev.mooring.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Objects of any kind, as users write them. */
final class Yaml {
  private static final int UNPROCESSABLE = 422;

  private Yaml() {}

  static NamespaceableResource<GenericKubernetesResource> resource(String yaml) {
    return resource(Lab.client(), yaml);
  }

  private static NamespaceableResource<GenericKubernetesResource> resource(
      KubernetesClient client, String yaml) {
    return client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class));
  }

  static GenericKubernetesResource create(String yaml) {
    return resource(yaml).create();
  }

  /** As it would be stored; nothing is. */
  static GenericKubernetesResource tried(String yaml) {
    return resource(yaml).dryRun().create();
  }

  /** Why it would not be stored; empty if it would. */
  static Optional<String> refusal(String yaml) {
    return refusal(Lab.client(), yaml);
  }

  /** The same of one that somebody else writes. */
  static Optional<String> refusal(KubernetesClient writer, String yaml) {
    try {
      resource(writer, yaml).dryRun().create();
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == UNPROCESSABLE
          || refused.getCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
        return Optional.of(refused.getStatus().getMessage());
      }
      throw refused;
    }
  }
}
