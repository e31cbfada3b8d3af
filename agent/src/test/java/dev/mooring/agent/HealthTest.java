package dev.mooring.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class HealthTest {

  @Test
  void probesFollowWhatTheySupervise() throws Exception {
    var ready = new AtomicBoolean();
    try (var health = Health.start(0, () -> true, ready::get);
        var http = HttpClient.newHttpClient()) {
      assertThat(status(http, health, "/healthz")).isEqualTo(200);
      assertThat(status(http, health, "/readyz")).isEqualTo(503);
      ready.set(true);
      assertThat(status(http, health, "/readyz")).isEqualTo(200);
    }
  }

  @Test
  void whatIsNotWellForAShortTimeIsAliveAndNotReady() throws Exception {
    try (var health = Health.start(0, () -> false);
        var http = HttpClient.newHttpClient()) {
      assertThat(status(http, health, "/healthz")).isEqualTo(200);
      assertThat(status(http, health, "/readyz")).isEqualTo(503);
    }
  }

  private static int status(HttpClient http, Health health, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + health.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }
}
