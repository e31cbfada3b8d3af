package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.Queue;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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

final class StatusPatchTest {
  private static final String STATUS = "{\"running\": 2, \"reservation\": null}";

  private record Request(String line, String type, JsonNode body) {}

  /** Each request that is made of an API server, which answers with an object. */
  private static List<Request> requests(StatusPatch patch) throws IOException {
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
      patch.write(client);
    } finally {
      server.stop(0);
    }
    return requests;
  }

  private static JsonNode json(String text) {
    return Serialization.unmarshal(text, JsonNode.class);
  }

  private static Map<String, Object> status() throws IOException {
    return new ObjectMapper().readValue(STATUS, new TypeReference<>() {});
  }

  @Test
  void isOneRequestThatNamesWhatGoes() throws IOException {
    var queue = new ObjectMetaBuilder().withName("q").withUid("u").build();
    assertThat(requests(new StatusPatch(Queue.class, queue, status())))
        .as("nothing is read first")
        .singleElement()
        .satisfies(request -> {
          assertThat(request.line())
              .isEqualTo("PATCH /apis/scheduling.volcano.sh/v1beta1/queues/q/status");
          assertThat(request.type()).startsWith("application/merge-patch+json");
          assertThat(request.body().get("status")).isEqualTo(json(STATUS));
          assertThat(request.body().at("/metadata/uid").asText()).isEqualTo("u");
        });
  }

  @Test
  void namesTheVersionThatItChanges() throws IOException {
    var group =
        new ObjectMetaBuilder().withNamespace("lab").withName("g").withResourceVersion("7").build();
    assertThat(requests(new StatusPatch(PodGroup.class, group, status())))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.line())
              .isEqualTo(
                  "PATCH /apis/scheduling.volcano.sh/v1beta1/namespaces/lab/podgroups/g/status");
          assertThat(request.body().at("/metadata/resourceVersion").asText()).isEqualTo("7");
        });
  }
}
