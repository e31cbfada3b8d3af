package dev.mooring.cluster.admission;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.Connection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Over the API server; thread-safe. */
public final class Fabric8WebhookRegistry implements WebhookRegistry {
  private final KubernetesClient client;
  private final Place place;

  /**
   * Where the Secret is, and who writes.
   *
   * @param fieldManager in whose name configurations are applied; the same for all that take turns
   */
  public record Place(
      String namespace, String secret, Map<String, String> labels, String fieldManager) {
    public Place {
      labels = Map.copyOf(labels);
    }
  }

  public Fabric8WebhookRegistry(Connection connection, Place place) {
    this.client = connection.client();
    this.place = place;
  }

  @Override
  public Optional<StoredTls> tls() {
    return asked(
        "read Secret " + place.secret(),
        () ->
            Optional.ofNullable(
                    client.secrets().inNamespace(place.namespace()).withName(place.secret()).get())
                .map(Fabric8WebhookRegistry::view));
  }

  private static StoredTls view(Secret secret) {
    var data = new HashMap<String, String>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach((key, value) ->
              data.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return new StoredTls(secret.getMetadata().getResourceVersion(), data);
  }

  @Override
  public boolean keep(Optional<StoredTls> before, StoredTls next) {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(place.secret())
            .withNamespace(place.namespace())
            .withLabels(place.labels())
            .withResourceVersion(before.map(StoredTls::version).orElse(null))
            .endMetadata()
            .withType("kubernetes.io/tls")
            .withStringData(next.data())
            .build();
    try {
      if (before.isPresent()) {
        client.resource(secret).update();
      } else {
        client.resource(secret).create();
      }
      return true;
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_CONFLICT
          || refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw failed("write Secret " + place.secret(), refused);
    }
  }

  @Override
  public List<SeenWebhooks> registered(List<String> names) {
    var api = client.admissionRegistration().v1();
    return names.stream()
        .flatMap(name ->
            asked(
                "read the webhooks " + name,
                () ->
                    Stream.of(
                            Optional.ofNullable(
                                    api.validatingWebhookConfigurations().withName(name).get())
                                .map(Fabric8WebhookRegistry::view),
                            Optional.ofNullable(
                                    api.mutatingWebhookConfigurations().withName(name).get())
                                .map(Fabric8WebhookRegistry::view))
                        .flatMap(Optional::stream)))
        .toList();
  }

  private static SeenWebhooks view(ValidatingWebhookConfiguration seen) {
    return view(
        "validating/",
        seen.getMetadata(),
        seen.getWebhooks().stream().map(ValidatingWebhook::getClientConfig));
  }

  private static SeenWebhooks view(MutatingWebhookConfiguration seen) {
    return view(
        "mutating/",
        seen.getMetadata(),
        seen.getWebhooks().stream().map(MutatingWebhook::getClientConfig));
  }

  private static SeenWebhooks view(
      String kind, ObjectMeta metadata, Stream<WebhookClientConfig> clients) {
    var annotations = metadata.getAnnotations();
    return new SeenWebhooks(
        kind + metadata.getName(),
        clients
            .map(config -> decoded(config.getCaBundle()))
            .collect(Collectors.toUnmodifiableSet()),
        annotations == null ? Map.of() : annotations);
  }

  private static String decoded(@Nullable String bundle) {
    return new String(
        Base64.getDecoder().decode(Objects.requireNonNullElse(bundle, "")), StandardCharsets.UTF_8);
  }

  @Override
  public void register(List<HasMetadata> configurations) {
    for (var configuration : configurations) {
      asked(
          "register the webhooks " + configuration.getMetadata().getName(),
          () ->
              client
                  .resource(configuration)
                  .fieldManager(place.fieldManager())
                  .forceConflicts()
                  .serverSideApply());
    }
  }

  private static <T> T asked(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException refused) {
      throw failed(what, refused);
    }
  }

  private static ClusterException failed(String what, KubernetesClientException refused) {
    return new ClusterException(
        ClusterException.Code.API,
        "Could not %s: %s".formatted(what, refused.getMessage()),
        refused);
  }
}
