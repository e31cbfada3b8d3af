package dev.mooring.cluster.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Loopback;
import dev.mooring.cluster.ServerKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectCallsTest {
  private static final String PATH = "api/v1/namespaces/default/bindings";

  @TempDir private Path folder;

  /** What it was asked: method, path, authorization, content type and body. */
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  private HttpServer server;
  private int code = 201;
  private String answer = "{}";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              "%s %s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Authorization"),
                      exchange.getRequestHeaders().getFirst("Content-Type"),
                      body));
          var bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(code, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Optional<ObjectMeta> post() throws IOException {
    try (var connection = Loopback.connect(folder, server.getAddress().getPort());
        var calls = DirectCalls.of(connection.client())) {
      return calls.tried("POST", PATH, Map.of("kind", "Binding"));
    }
  }

  private boolean isDone() throws IOException {
    try (var connection = Loopback.connect(folder, server.getAddress().getPort());
        var calls = DirectCalls.of(connection.client())) {
      return calls.isDone("POST", PATH, Map.of("kind", "Binding"));
    }
  }

  @Test
  void whatASuccessSaysNeedNotBeRead() throws IOException {
    code = 201;
    answer = "done";
    assertThat(isDone()).isTrue();
  }

  @Test
  void writesWithTheCredentialsOfTheClient() throws IOException {
    answer = "{\"kind\":\"Status\",\"status\":\"Success\"}";
    assertThat(post()).contains(new ObjectMeta());
    assertThat(asked)
        .containsExactly(
            "POST /" + PATH + " Bearer secret application/json {\"kind\":\"Binding\"}");
  }

  @Test
  void whatIsMadeIsToldByItsMetadata() throws IOException {
    answer =
        "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"resourceVersion\":\"7\"}}";
    var service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName("a")
            .withNamespace("jobs")
            .endMetadata()
            .build();
    try (var connection = Loopback.connect(folder, server.getAddress().getPort());
        var calls = DirectCalls.of(connection.client())) {
      assertThat(calls.created(service).orElseThrow())
          .returns("u", ObjectMeta::getUid)
          .returns("7", ObjectMeta::getResourceVersion);
      var _ = calls.created(budget());
    }
    assertThat(asked)
        .satisfiesExactly(
            request -> assertThat(request).startsWith("POST /api/v1/namespaces/jobs/services "),
            request ->
                assertThat(request)
                    .startsWith("POST /apis/policy/v1/namespaces/jobs/poddisruptionbudgets "));
  }

  private static PodDisruptionBudget budget() {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName("a")
        .withNamespace("jobs")
        .endMetadata()
        .build();
  }

  @Test
  void refusalsSayWhatTheApiServerSaid() {
    code = 409;
    answer =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Conflict\",\"message\":\"pod a has a node\",\"code\":409}";
    assertThatThrownBy(this::post)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> {
              assertThat(refused.getCode()).isEqualTo(409);
              assertThat(refused.getStatus().getReason()).isEqualTo("Conflict");
            })
        .hasMessageContaining("pod a has a node");
    assertThatThrownBy(this::isDone).hasMessageContaining("pod a has a node");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 408, 429, 500, 503, 504})
  void whatAnotherTryMayChangeIsLeftToTheClient(int passing) throws IOException {
    code = passing;
    assertThat(post()).isEmpty();
    assertThat(isDone()).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void itGoesWhereTheClientDoes() {
    assertThat(server("http://[fd00::1]/"))
        .returns("fd00::1", HttpConnection.Server::host)
        .returns(80, HttpConnection.Server::port)
        .returns(null, HttpConnection.Server::tls);
    assertThat(server("https://cluster.example/k8s/"))
        .returns("cluster.example", HttpConnection.Server::host)
        .returns(443, HttpConnection.Server::port)
        .returns(true, HttpConnection.Server::checksName)
        .satisfies(secure -> assertThat(secure.tls()).isNotNull());
    var trusting = new ConfigBuilder().withTrustCerts().build();
    assertThat(DirectCalls.server(URI.create("https://10.0.0.1:6443/"), trusting))
        .returns(6443, HttpConnection.Server::port)
        .returns(false, HttpConnection.Server::checksName);
  }

  private static HttpConnection.Server server(String address) {
    return DirectCalls.server(URI.create(address), new ConfigBuilder().build());
  }

  @Test
  void theServerMustBeTheOneOfTheClient() throws Exception {
    var key = ServerKey.make(folder);
    var secure =
        key.serve(exchange -> {
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    var port = secure.getAddress().getPort();
    try {
      assertThat(posted(Loopback.connectSecurely(folder, port, key.certificate())))
          .contains(new ObjectMeta());
      var other = ServerKey.make(Files.createDirectory(folder.resolve("other")));
      assertThat(posted(Loopback.connectSecurely(folder, port, other.certificate()))).isEmpty();
    } finally {
      secure.stop(0);
    }
  }

  private static Optional<ObjectMeta> posted(Connection to) {
    try (to;
        var calls = DirectCalls.of(to.client())) {
      return calls.tried("POST", PATH, Map.of());
    }
  }

  @Test
  void thousandsAreWrittenByFew() throws Exception {
    try (var connection = Loopback.connect(folder, server.getAddress().getPort());
        var calls = DirectCalls.of(connection.client());
        var writers = DirectCalls.writers("test")) {
      var names = ConcurrentHashMap.<Long>newKeySet();
      var written = new ArrayList<Future<Optional<ObjectMeta>>>();
      for (var i = 0; i < 500; i++) {
        written.add(
            writers.submit(() -> {
              names.add(Thread.currentThread().threadId());
              return calls.tried("POST", PATH, Map.of());
            }));
      }
      for (var one : written) {
        assertThat(one.get()).contains(new ObjectMeta());
      }
      assertThat(names).hasSizeBetween(1, DirectCalls.AT_ONCE);
    }
    assertThat(asked).hasSize(500);
  }

  @Test
  void whoeverDoesNotAnswerIsLeftToTheClient() throws IOException {
    server.stop(0);
    assertThat(post()).isEmpty();
  }
}
