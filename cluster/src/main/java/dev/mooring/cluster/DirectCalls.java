package dev.mooring.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Writes at the API server past the layers of the client, which cost as much processor time as the
 * write itself (0.46 beside 0.18 ms), for those who write thousands. What is not answered for good
 * is to be tried in the client's own way, which waits, repeats and renews its credentials.
 * Thread-safe.
 */
public final class DirectCalls implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Of what was written the writer knows all but what the API server calls it. */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

  /** Answers that another try may change. */
  private static final Set<Integer> PASSING = Set.of(401, 408, 429);

  private static final int FIRST_SUCCESS = 200;
  private static final int FIRST_FAULT = 400;
  private static final int FIRST_FAULT_OF_SERVER = 500;

  private final HttpClient http;
  private final URI root;
  private final Config config;
  private final KubernetesSerialization json;

  private DirectCalls(HttpClient http, KubernetesClient client) {
    this.http = http;
    this.root = root(client.getMasterUrl().toString());
    this.config = client.getConfiguration();
    this.json = client.getKubernetesSerialization();
  }

  private static URI root(String address) {
    return URI.create(address.endsWith("/") ? address : address + "/");
  }

  /**
   * With the client's address and credentials; on a connection of its own.
   *
   * @throws ClusterException with CONFIGURATION when its certificates cannot be read
   */
  public static DirectCalls of(KubernetesClient client) {
    try {
      var http =
          HttpClient.newBuilder()
              .sslContext(SSLUtils.sslContext(client.getConfiguration()))
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .connectTimeout(PATIENCE)
              .build();
      return new DirectCalls(http, client);
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new ClusterException(
          ClusterException.Code.CONFIGURATION,
          "The certificates for the API server cannot be read: " + unreadable.getMessage(),
          unreadable);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Answer(@Nullable ObjectMeta metadata) {}

  /**
   * Makes an object in its namespace.
   *
   * @return its metadata as it is now; empty where the API server did not answer for good
   * @throws KubernetesClientException with its code and status, if it refuses
   */
  public Optional<ObjectMeta> created(HasMetadata object) {
    var version = object.getApiVersion();
    return tried(
        "POST",
        "%s/%s/namespaces/%s/%s"
            .formatted(
                version.contains("/") ? "apis" : "api",
                version,
                object.getMetadata().getNamespace(),
                object.getPlural()),
        object);
  }

  /**
   * Writes.
   *
   * @param path from the root, as {@code api/v1/namespaces/default/bindings}
   * @return the metadata of what the API server answers, without anything in it if that has none;
   *     empty where it did not answer for good
   * @throws KubernetesClientException with its code and status, if it refuses
   */
  public Optional<ObjectMeta> tried(String method, String path, Object body) {
    var response = send(method, path, json.asJson(body));
    if (response == null
        || response.statusCode() >= FIRST_FAULT_OF_SERVER
        || PASSING.contains(response.statusCode())) {
      return Optional.empty();
    }
    if (response.statusCode() >= FIRST_SUCCESS && response.statusCode() < FIRST_FAULT) {
      var metadata = json.unmarshal(response.body(), Answer.class).metadata();
      return Optional.of(metadata == null ? new ObjectMeta() : metadata);
    }
    var status = json.unmarshal(response.body(), Status.class);
    throw new KubernetesClientException(
        "%s %s: %s".formatted(method, path, status.getMessage()), response.statusCode(), status);
  }

  private @Nullable HttpResponse<String> send(String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(root.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Accept", METADATA)
            .header("User-Agent", config.getUserAgent())
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException unanswered) {
      return null;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** The one that the client uses and renews. */
  private Optional<String> token() {
    var provider = config.getOauthTokenProvider();
    return Optional.ofNullable(provider == null ? config.getAutoOAuthToken() : provider.getToken())
        .filter(token -> !token.isEmpty());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
