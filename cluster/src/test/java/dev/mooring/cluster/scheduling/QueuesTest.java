package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.QueueShare.Kept;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the scheduler writes of a queue's status. */
final class QueuesTest {
  private static final Resources DESERVED =
      Resources.of(Map.of("cpu", 1500L, "nvidia.com/gpu", 2L, "pods", 0L));

  private record Request(String line, String type, JsonNode body) {}

  /** Each request that is made of an API server, which answers with the queue. */
  private static List<Request> requests(QueueShare share) throws IOException {
    var requests = new ArrayList<Request>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              new Request(
                  exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  json(body.isEmpty() ? "{}" : body)));
          var answer =
              "{\"apiVersion\": \"scheduling.volcano.sh/v1beta1\", \"kind\": \"Queue\"}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    var config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
      Queues.write(client, share);
    } finally {
      server.stop(0);
    }
    return requests;
  }

  private static JsonNode written(double share, Kept kept) throws IOException {
    var requests = requests(new QueueShare("q", Resources.NONE, DESERVED, share, 0, kept));
    assertThat(requests)
        .as("nothing is read first")
        .singleElement()
        .satisfies(request -> {
          assertThat(request.line())
              .isEqualTo("PATCH /apis/scheduling.volcano.sh/v1beta1/queues/q/status");
          assertThat(request.type()).startsWith("application/merge-patch+json");
        });
    return requests.getFirst().body();
  }

  private static JsonNode json(String text) {
    return Serialization.unmarshal(text, JsonNode.class);
  }

  @Test
  void whatIsKeptIsWrittenAndWhatIsNotGoes() throws IOException {
    var kept = Kept.of(List.of("b", "a", "b"), Resources.of(Map.of("cpu", 500L, "pods", 2L)));
    assertThat(written(0.5, kept).get("status"))
        .isEqualTo(
            json(
                """
                {
                  "deserved": {"cpu": "1500m", "nvidia.com/gpu": "2", "pods": "0"},
                  "share": 0.5,
                  "reservation": {
                    "nodes": ["a", "b"],
                    "resource": {"cpu": "500m", "nvidia.com/gpu": null, "pods": "2"}}}
                """));
  }

  @Test
  void whereNothingIsKeptTheReservationIsTakenOut() throws IOException {
    var status = written(Double.NaN, Kept.NONE).get("status");
    assertThat(status.has("reservation")).isTrue();
    assertThat(status.get("reservation").isNull()).isTrue();
    assertThat(status.has("share")).isFalse();
  }
}
