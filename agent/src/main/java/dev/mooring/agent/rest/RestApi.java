package dev.mooring.agent.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.mooring.agent.Bodies;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.rest.AgentCluster;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything below {@code /v1/}: who may call, which call it is, how it is answered. Thread-safe.
 */
final class RestApi implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);
  static final String ROOT = "/v1/";

  /** A Secret holds no more. */
  private static final int LARGEST_BODY = 1 << 20;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private final Token token;
  private final JobCalls jobs;
  private final ClusterCalls cluster;
  private final Journal journal;
  private final WatchStream.Pace pace;

  RestApi(Token token, AgentCluster cluster, Journal journal, WatchStream.Pace pace) {
    this.token = token;
    this.jobs = new JobCalls(cluster);
    this.cluster = new ClusterCalls(cluster);
    this.journal = journal;
    this.pace = pace;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (!token.isShownBy(Optional.ofNullable(authorization))) {
        send(exchange, unauthorized());
      } else if (shape(exchange).equals("GET watch")) {
        watch(exchange);
      } else {
        send(exchange, answered(exchange));
      }
    }
  }

  private static Answer unauthorized() {
    return Answer.failure(
        401,
        "Unauthorized",
        "The call does not show the agent's token",
        "Send it as 'Authorization: Bearer <token>'; it is in Secret azureml-agent-token");
  }

  /** The border: what went wrong in the cluster or in here becomes an answer. */
  private Answer answered(HttpExchange exchange) throws IOException {
    try {
      return call(exchange);
    } catch (ClusterException failed) {
      LOG.warn(
          "{} {}: {}",
          exchange.getRequestMethod(),
          exchange.getRequestURI().getPath(),
          failed.getMessage());
      return Answer.failure(
          503,
          "ClusterUnavailable",
          failed.getMessage() == null ? "The API server failed" : failed.getMessage(),
          "Try again; if it stays, look at rest-server's log and rights and at the API server");
    } catch (RuntimeException unexpected) {
      LOG.error(
          "{} {}", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), unexpected);
      return Answer.failure(
          500, "Internal", "rest-server failed: " + unexpected, "Report it with rest-server's log");
    }
  }

  private Answer call(HttpExchange exchange) throws IOException {
    var path = path(exchange);
    for (var name : path) {
      if (!NAME.matcher(name).matches()) {
        return Answer.failure(
            400,
            "NameInvalid",
            "'%s' is not a name that Kubernetes takes".formatted(name),
            "Use lower case letters, digits, - and .");
      }
    }
    var namespace = path.size() > 1 ? path.get(1) : "";
    var name = path.size() > 3 ? path.get(3) : "";
    return switch (shape(exchange)) {
      case "PUT namespaces/*/jobs/*" -> put(exchange, namespace, name);
      case "GET namespaces/*/jobs/*" -> jobs.get(namespace, name);
      case "DELETE namespaces/*/jobs/*" -> jobs.delete(namespace, name);
      case "POST namespaces/*/jobs/*/cancel" -> jobs.cancel(namespace, name);
      case "GET namespaces/*/jobs/*/events" -> cluster.events(namespace, name);
      case "GET namespaces/*/pods/*/log" -> cluster.log(namespace, name, query(exchange));
      case "GET nodes" -> cluster.nodes();
      case "GET pods" -> cluster.pods();
      default -> noSuchCall(exchange);
    };
  }

  private static Answer noSuchCall(HttpExchange exchange) {
    return Answer.failure(
        404,
        "NoSuchCall",
        "There is no call %s %s"
            .formatted(exchange.getRequestMethod(), exchange.getRequestURI().getPath()),
        "The calls are in design page 0003");
  }

  private Answer put(HttpExchange exchange, String namespace, String name) throws IOException {
    return Bodies.read(exchange.getRequestBody(), LARGEST_BODY)
        .map(body -> jobs.put(namespace, name, body))
        .orElseGet(() ->
            Answer.failure(
                413,
                "BodyTooLarge",
                "The body is larger than %d bytes".formatted(LARGEST_BODY),
                "Give the job fewer inputs, or put what it is told into its code"));
  }

  private static List<String> path(HttpExchange exchange) {
    return List.of(exchange.getRequestURI().getPath().substring(ROOT.length()).split("/", -1));
  }

  /** The method and the path with a star for each name. */
  private static String shape(HttpExchange exchange) {
    var path = path(exchange);
    var shape = new StringBuilder(exchange.getRequestMethod()).append(' ');
    for (var at = 0; at < path.size(); at++) {
      var isName = path.getFirst().equals("namespaces") && (at == 1 || at == 3);
      shape.append(at == 0 ? "" : "/").append(isName ? "*" : path.get(at));
    }
    return shape.toString();
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var found = new HashMap<String, String>();
    var query = exchange.getRequestURI().getRawQuery();
    for (var part : query == null ? new String[0] : query.split("&", -1)) {
      var equals = part.indexOf('=');
      if (equals > 0) {
        found.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private void watch(HttpExchange exchange) throws IOException {
    var since = query(exchange).getOrDefault("since", "");
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try {
      new WatchStream(journal, cluster::podViews, exchange.getResponseBody(), pace).tell(since);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException readerIsGone) {
      LOG.debug("A reader of the watch is gone: {}", readerIsGone.getMessage());
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Json(var body) ->
          send(exchange, 200, "application/json", AgentJson.MAPPER.writeValueAsBytes(body));
      case Answer.Text(var text) ->
          send(exchange, 200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
      case Answer.Nothing nothing -> exchange.sendResponseHeaders(204, -1);
      case Answer.Failure(var status, var problem) ->
          send(
              exchange,
              status,
              "application/json",
              AgentJson.MAPPER.writeValueAsBytes(Map.of("error", problem)));
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
