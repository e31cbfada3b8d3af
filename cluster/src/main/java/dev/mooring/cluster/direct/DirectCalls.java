package dev.mooring.cluster.direct;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.mooring.cluster.ClusterException;
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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes at the API server past the layers of the client and past HTTP/2, which cost a multiple of
 * the processor time of the write itself, for those who write thousands. What is not answered for
 * good is to be tried in the client's own way, which waits, repeats and renews its credentials.
 * Thread-safe.
 */
public final class DirectCalls implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** API servers keep an unused connection for 90 s, what stands before them often for 60. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /**
   * Connections. The API server is busy with as many, and each more costs a handshake and its
   * buffers. Whoever finds all of them in use waits for one.
   */
  public static final int AT_ONCE = 24;

  /** Of what was written the writer knows all but what the API server calls it. */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

  /** Bytes that a request's head takes, with a service account's token. */
  private static final int HEAD = 2048;

  /** Answers that another try may change. */
  private static final Set<Integer> PASSING = Set.of(401, 408, 429);

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int FIRST_SUCCESS = 200;
  private static final int FIRST_REDIRECTION = 300;
  private static final int FIRST_FAULT = 400;
  private static final int FIRST_FAULT_OF_SERVER = 500;

  private final KeptConnections connections;
  private final URI root;
  private final Config config;
  private final KubernetesSerialization json;

  private DirectCalls(KeptConnections connections, URI root, KubernetesClient client) {
    this.connections = connections;
    this.root = root;
    this.config = client.getConfiguration();
    this.json = client.getKubernetesSerialization();
  }

  /**
   * With the client's address and credentials; on connections of its own.
   *
   * @throws ClusterException with CONFIGURATION when its certificates cannot be read
   */
  public static DirectCalls of(KubernetesClient client) {
    var root = root(client.getMasterUrl().toString());
    var server = server(root, client.getConfiguration());
    return new DirectCalls(new KeptConnections(server, AT_ONCE, PATIENCE, IDLE), root, client);
  }

  /**
   * Threads for those who write thousands, {@link #AT_ONCE} while they do and none else. Virtual
   * ones wait for an answer by way of another thread, which costs a third as much as the write.
   *
   * @param name of each of them
   */
  public static ExecutorService writers(String name) {
    var writers =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name).factory());
    writers.allowCoreThreadTimeOut(true);
    return writers;
  }

  private static URI root(String address) {
    return URI.create(address.endsWith("/") ? address : address + "/");
  }

  /** Where the client writes; a name is checked unless it was told not to. */
  static HttpConnection.Server server(URI root, Config config) {
    var isSecure = "https".equals(root.getScheme());
    return new HttpConnection.Server(
        // Of an IPv6 address a URI has the brackets, too.
        root.getHost().replaceAll("[\\[\\]]", ""),
        root.getPort() < 0 ? isSecure ? HTTPS_PORT : HTTP_PORT : root.getPort(),
        isSecure ? tls(config) : null,
        !config.isTrustCerts() && !config.isDisableHostnameVerification());
  }

  private static SSLSocketFactory tls(Config config) {
    try {
      return SSLUtils.sslContext(config).getSocketFactory();
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
    return answered(method, path, body).map(this::metadata);
  }

  /**
   * Writes where nothing of the answer is of use but that it is a good one.
   *
   * @return false where the API server did not answer for good
   * @throws KubernetesClientException with its code and status, if it refuses
   */
  public boolean isDone(String method, String path, Object body) {
    return answered(method, path, body).isPresent();
  }

  private Optional<String> answered(String method, String path, Object body) {
    var answer = send(method, path, json.asJson(body));
    if (answer == null || isForTheClient(answer.code())) {
      return Optional.empty();
    }
    if (answer.code() >= FIRST_SUCCESS && answer.code() < FIRST_REDIRECTION) {
      return Optional.of(answer.body());
    }
    var status = json.unmarshal(answer.body(), Status.class);
    throw new KubernetesClientException(
        "%s %s: %s".formatted(method, path, status.getMessage()), answer.code(), status);
  }

  /** It follows where it is sent, asks again and renews its token. */
  private static boolean isForTheClient(int code) {
    return (code >= FIRST_REDIRECTION && code < FIRST_FAULT)
        || code >= FIRST_FAULT_OF_SERVER
        || PASSING.contains(code);
  }

  private ObjectMeta metadata(String body) {
    var answer = body.isEmpty() ? null : json.unmarshal(body, Answer.class);
    return answer == null || answer.metadata() == null ? new ObjectMeta() : answer.metadata();
  }

  private @Nullable HttpAnswer send(String method, String path, String body) {
    try {
      return connections.exchange(request(method, path, body.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException unanswered) {
      return null;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private byte[] request(String method, String path, byte[] body) {
    var head = new StringBuilder(HEAD);
    head.append(method).append(' ').append(root.resolve(path).getRawPath()).append(" HTTP/1.1");
    header(head, "Host", root.getRawAuthority());
    header(head, "Content-Type", "application/json");
    header(head, "Content-Length", Integer.toString(body.length));
    header(head, "Accept", METADATA);
    header(head, "User-Agent", config.getUserAgent());
    token().ifPresent(token -> header(head, "Authorization", "Bearer " + token));
    var start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    var request = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    return request;
  }

  private static void header(StringBuilder head, String name, String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("The header %s has more than one line".formatted(name));
    }
    head.append("\r\n").append(name).append(": ").append(value);
  }

  /** The one that the client uses and renews. */
  private Optional<String> token() {
    var provider = config.getOauthTokenProvider();
    return Optional.ofNullable(provider == null ? config.getAutoOAuthToken() : provider.getToken())
        .map(String::strip)
        .filter(token -> !token.isEmpty());
  }

  @Override
  public void close() {
    connections.close();
  }
}
