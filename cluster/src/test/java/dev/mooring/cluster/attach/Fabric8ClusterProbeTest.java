package dev.mooring.cluster.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.Loopback;
import dev.mooring.cluster.install.Permission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Fabric8ClusterProbeTest {
  @TempDir private Path folder;

  private Connection connect(int port) throws IOException {
    return Loopback.connect(folder, port);
  }

  /** An API server that answers reviews with this. */
  private static HttpServer server(int status, String review) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var version = exchange.getRequestURI().getPath().equals("/version");
          var body =
              (version ? "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.3\"}" : review)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(version ? 200 : status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String review(boolean allowed) {
    return "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\",\"spec\":{},\"status\":{\"allowed\":%s}}"
        .formatted(allowed);
  }

  private static String status(int code, String message) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"%s\",\"code\":%d}"
        .formatted(message, code);
  }

  @Test
  void whoAnswersAndKnowsUsWelcomes() throws IOException, InterruptedException {
    var server = server(201, review(false));
    try (var connection = connect(server.getAddress().getPort())) {
      var probe = new Fabric8ClusterProbe(connection);
      assertThat(probe.knock(Duration.ofSeconds(10))).isEqualTo(new Answer.Welcome("v1.36.3"));
      var needed = List.of(new Permission("create", "", "namespaces", "", ""));
      assertThat(probe.denied(needed)).isEqualTo(needed);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whoDoesNotKnowUsSaysSo() throws IOException, InterruptedException {
    var server = server(401, status(401, "Unauthorized"));
    try (var connection = connect(server.getAddress().getPort())) {
      assertThat(new Fabric8ClusterProbe(connection).knock(Duration.ofSeconds(10)))
          .isInstanceOf(Answer.Unauthorized.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whoDoesNotAnswerIsGivenUpInTimeAndNamed() throws IOException, InterruptedException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (var connection = connect(port)) {
      assertThat(new Fabric8ClusterProbe(connection).knock(Duration.ofMillis(700)))
          .isInstanceOfSatisfying(
              Answer.Silent.class,
              silent -> assertThat(silent.address()).contains("127.0.0.1:" + port));
    }
  }
}
