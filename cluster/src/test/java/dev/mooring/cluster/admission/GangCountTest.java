package dev.mooring.cluster.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mooring.cluster.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GangCountTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch over = new CountDownLatch(1);
  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private OptionalLong count(Duration atMost) throws IOException {
    try (var connection = Loopback.connect(folder, server.getAddress().getPort())) {
      return new GangCount(connection.client(), "ours", atMost).in("vision");
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String list(String next, String... groups) {
    return page("scheduling.volcano.sh/v1beta1", "PodGroup", next, groups);
  }

  private static String page(String version, String kind, String next, String... items) {
    return """
    {"apiVersion":"%s","kind":"%sList",
     "metadata":{"resourceVersion":"7","continue":"%s"},"items":[%s]}\
    """
        .formatted(version, kind, next, String.join(",", items));
  }

  private static String pods(String next, String... pods) {
    return page("v1", "Pod", next, pods);
  }

  /**
   * A pod of ours that has not ended.
   *
   * @param group of scheduler-plugins; none is empty
   */
  private static String pod(String name, String group, String queue) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"lab","name":"%s",
      "labels":{"scheduling.x-k8s.io/pod-group":"%s"},
      "annotations":{%s}}}\
    """
        .formatted(
            name,
            group,
            queue.isEmpty() ? "" : "\"scheduling.volcano.sh/queue-name\":\"%s\"".formatted(queue));
  }

  private static String group(String name, String queue, String phase) {
    return """
    {"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"PodGroup",
     "metadata":{"namespace":"lab","name":"%s"},
     "spec":{"minMember":1,"queue":"%s"}%s}\
    """
        .formatted(
            name, queue, phase.isEmpty() ? "" : ",\"status\":{\"phase\":\"%s\"}".formatted(phase));
  }

  @Test
  void allPagesCountAndWhoHasEndedDoesNot() throws IOException {
    server.createContext("/api/v1/pods", exchange -> answer(exchange, 200, pods("")));
    server.createContext(
        "/",
        exchange -> {
          var second = exchange.getRequestURI().getQuery().contains("continue=more");
          answer(
              exchange,
              200,
              second
                  ? list("", group("d", "vision", "Inqueue"), group("e", "vision", "Completed"))
                  : list(
                      "more",
                      group("a", "vision", ""),
                      group("b", "speech", ""),
                      group("c", "vision", "Running")));
        });
    assertThat(count(LONG)).hasValue(3);
  }

  @Test
  void whatHasNoGroupOfVolcanosCountsOnce() throws IOException {
    server.createContext("/", exchange -> answer(exchange, 200, list("")));
    var asked = new CopyOnWriteArrayList<String>();
    server.createContext(
        "/api/v1/pods",
        exchange -> {
          var query = exchange.getRequestURI().getQuery();
          asked.add(query);
          answer(
              exchange,
              200,
              query.contains("continue=more")
                  ? pods("", pod("c", "group", ""), pod("d", "", "speech"), pod("e", "", ""))
                  : pods(
                      "more",
                      pod("a", "", "vision"),
                      pod("b", "group", "vision"),
                      """
                      {"metadata":{"namespace":"lab","name":"of-volcanos","annotations":{
                        "scheduling.k8s.io/group-name":"g",
                        "scheduling.volcano.sh/queue-name":"vision"}}}\
                      """));
        });
    assertThat(count(LONG)).hasValue(2);
    assertThat(asked)
        .hasSize(2)
        .allMatch(query ->
            query.contains("spec.schedulerName=ours,status.phase!=Succeeded,status.phase!=Failed"));
  }

  @Test
  void whoMayNotListThemDoesNotKnow() throws IOException {
    server.createContext(
        "/",
        exchange ->
            answer(
                exchange,
                403,
                "{\"apiVersion\":\"v1\",\"kind\":\"Status\",\"status\":\"Failure\",\"code\":403}"));
    assertThat(count(LONG)).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedFor() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    assertThat(count(Duration.ofMillis(50))).isEmpty();
  }
}
