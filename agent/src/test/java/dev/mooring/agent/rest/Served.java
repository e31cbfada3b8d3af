package dev.mooring.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.agent.Health;
import dev.mooring.api.agent.AgentJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The API on a free port over HTTP, and a client that shows its token. */
final class Served implements AutoCloseable {
  static final String TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

  private final Health server;
  private final HttpClient client = HttpClient.newHttpClient();

  Served(FakeAgentCluster cluster, Journal journal, Duration heartbeat, Duration look) {
    server = Health.start(0, () -> true, () -> true);
    server.serve(
        RestApi.ROOT,
        new RestApi(Token.of(TOKEN), cluster, journal, new WatchStream.Pace(heartbeat, look)));
  }

  /** What came back. */
  record Reply(int status, String text) {
    JsonNode json() {
      try {
        return AgentJson.MAPPER.readTree(text);
      } catch (IOException notJson) {
        throw new UncheckedIOException(text, notJson);
      }
    }

    String code() {
      return json().at("/error/code").asText();
    }
  }

  Reply call(String method, String path, String body) {
    return call(method, path, body, "Bearer " + TOKEN);
  }

  Reply call(String method, String path, String body, String authorization) {
    var reply =
        sent(
            request(path)
                .setHeader("Authorization", authorization)
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    return new Reply(reply.statusCode(), reply.body());
  }

  InputStream watch(String since) {
    return sent(request("/v1/watch?since=" + since).build(), BodyHandlers.ofInputStream()).body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
