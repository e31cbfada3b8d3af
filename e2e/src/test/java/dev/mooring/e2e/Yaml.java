package dev.mooring.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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
    return create(Lab.client(), yaml);
  }

  /** The same by somebody else. */
  static GenericKubernetesResource create(KubernetesClient writer, String yaml) {
    return resource(writer, yaml).create();
  }

  /** As it would be stored; nothing is. */
  static GenericKubernetesResource tried(String yaml) {
    return tried(Lab.client(), yaml);
  }

  /** The same of one that somebody else writes. */
  static GenericKubernetesResource tried(KubernetesClient writer, String yaml) {
    return resource(writer, yaml).dryRun().create();
  }

  /** Why it would not be stored; empty if it would. */
  static Optional<String> refusal(String yaml) {
    return refusal(Lab.client(), yaml);
  }

  /** The same of one that somebody else writes. */
  static Optional<String> refusal(KubernetesClient writer, String yaml) {
    return refusal(() -> tried(writer, yaml));
  }

  /** Why somebody may not merge it into the one of its name; it is changed if he may. */
  static Optional<String> refusalOfChange(KubernetesClient writer, String yaml) {
    return refusal(() ->
        resource(writer, yaml)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                Serialization.asJson(
                    Serialization.unmarshal(yaml, GenericKubernetesResource.class))));
  }

  private static Optional<String> refusal(Runnable write) {
    try {
      write.run();
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
