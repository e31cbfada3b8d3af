package dev.mooring.helm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * As much of an API server as a chart that looks for a Secret asks for: every Secret is this one.
 * Thread-safe.
 */
final class ClusterOfOneSecret implements AutoCloseable {
  private static final String RESOURCES =
      """
      {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[
        {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get"]}]}
      """;
  private static final String NOT_FOUND =
      """
      {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}
      """;

  private final HttpServer server;
  private volatile Optional<String> secret = Optional.empty();

  private ClusterOfOneSecret(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to answer on a free port.
   *
   * @param kubeconfig written for it
   */
  static ClusterOfOneSecret start(Path kubeconfig) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var cluster = new ClusterOfOneSecret(server);
    server.createContext("/", cluster::answer);
    server.start();
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: c, context: {cluster: c, user: ""}}]
        current-context: c
        """
            .formatted(server.getAddress().getPort()));
    return cluster;
  }

  void holds(String key, String value) {
    var encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    secret =
        Optional.of(
            """
            {"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"},"data":{"%s":"%s"}}\
            """
                .formatted(key, encoded));
  }

  void holdsNothing() {
    secret = Optional.empty();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      if (path.equals("/api/v1")) {
        send(exchange, 200, RESOURCES);
      } else if (path.contains("/secrets/") && secret.isPresent()) {
        send(exchange, 200, secret.get());
      } else {
        send(exchange, 404, NOT_FOUND);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
