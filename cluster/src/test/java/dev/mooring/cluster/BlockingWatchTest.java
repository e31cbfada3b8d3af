package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class BlockingWatchTest {
  /** Nobody else's in this process. */
  private static final String NAMESPACE = "watched";

  private static final String PATH = "/api/v1/namespaces/%s/pods".formatted(NAMESPACE);

  @TempDir private Path folder;

  /** What it was asked: the query, the authorization and whether it was asked for a WebSocket. */
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  /** What watchers heard. */
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** Answers that are under way end with it. */
  private final CountDownLatch end = new CountDownLatch(1);

  private HttpsServer server;
  private Connection connection;
  private volatile Answer answer = this::silence;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private static ServerKey key;

  @BeforeAll
  static void makeKey(@TempDir Path folder) throws IOException, InterruptedException {
    key = ServerKey.make(folder);
  }

  @BeforeEach
  void serve() throws IOException {
    server =
        key.serve(exchange -> {
          asked.add(
              "%s %s %s"
                  .formatted(
                      exchange.getRequestURI().getQuery(),
                      exchange.getRequestHeaders().getFirst("Authorization"),
                      exchange.getRequestHeaders().getFirst("Upgrade")));
          // Where this fails the server breaks the connection.
          answer.to(exchange);
          exchange.close();
        });
    connection = Loopback.connectSecurely(folder, server.getAddress().getPort(), key.certificate());
  }

  @AfterEach
  void stop() {
    end.countDown();
    connection.close();
    server.stop(0);
  }

  private void silence(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    hold();
  }

  private void hold() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Watch watch() {
    return connection
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, Pod pod) {
                heard.add(action + " " + pod.getMetadata().getName());
              }

              @Override
              public void onClose(WatcherException cause) {
                heard.add("failed");
              }

              @Override
              public void onClose() {
                heard.add("closed");
              }
            });
  }

  private static String event(String action, String name, String filling) {
    return """
    {"type":"%s","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s",\
    "resourceVersion":"7","annotations":{"a":"%s"}}}}
    """
        .formatted(action, name, filling);
  }

  private static void say(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private static void sayFirst(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    say(exchange, event("ADDED", "first", ""));
  }

  private void hears(String... words) throws InterruptedException {
    for (var word : words) {
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(word);
    }
  }

  @Test
  void eventsComeInTheirOrderHoweverTheyAreCut() throws InterruptedException {
    var all =
        event("ADDED", "grün", "")
            + event("MODIFIED", "large", "x".repeat(200_000))
            + event("DELETED", "last", "");
    var bytes = all.getBytes(StandardCharsets.UTF_8);
    // Within the name, within a letter, and before the end of a line.
    var cuts = new int[] {0, 70, all.indexOf("ün") + 1, 90, bytes.length - 1, bytes.length};
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (var i = 1; i < cuts.length; i++) {
            exchange.getResponseBody().write(bytes, cuts[i - 1], cuts[i] - cuts[i - 1]);
            exchange.getResponseBody().flush();
          }
          hold();
        };
    try (var _ = watch()) {
      hears("ADDED grün", "MODIFIED large", "DELETED last");
      assertThat(asked.take()).contains("watch=true").endsWith("Bearer secret null");
    }
  }

  @Test
  void whoClosesItHearsNoMoreAndTheConnectionEnds() throws InterruptedException {
    var closed = new CountDownLatch(1);
    var broken = new CountDownLatch(1);
    answer =
        exchange -> {
          sayFirst(exchange);
          try {
            closed.await();
            while (true) {
              say(exchange, event("MODIFIED", "late", ""));
            }
          } catch (IOException gone) {
            broken.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Thread reader;
    try (var _ = watch()) {
      hears("ADDED first");
      reader = reader();
    }
    closed.countDown();
    broken.await();
    // The other side sees the connection end before the reader does.
    hears("closed");
    reader.join();
    assertThat(heard).isEmpty();
  }

  /** Its thread and connection have ended while nothing came. */
  @Test
  void aSilentWatchIsClosedAtOnce() throws InterruptedException {
    var watch = watch();
    var reader = reader();
    watch.close();
    reader.join();
    hears("closed");
  }

  private static Thread reader() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("watch " + PATH))
        .findAny()
        .orElseThrow();
  }

  @Test
  void aClosedClientLeavesNoWatchBehind() throws InterruptedException {
    watch();
    var reader = reader();
    connection.close();
    reader.join();
    hears("closed");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 410})
  void aRefusalIsTold(int code) {
    answer = exchange -> exchange.sendResponseHeaders(code, -1);
    assertThatThrownBy(this::watch)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(code));
  }

  private void firstIsHeardAndThenWhatFollowsIt() throws InterruptedException {
    try (var _ = watch()) {
      hears("ADDED first");
      asked.take();
      assertThat(asked.take()).contains("resourceVersion=7");
    }
  }

  @Test
  void aWatchThatEndsIsTakenUpWhereItEnded() throws InterruptedException {
    answer =
        exchange -> {
          sayFirst(exchange);
          answer = this::silence;
        };
    firstIsHeardAndThenWhatFollowsIt();
  }

  @Test
  void aWatchThatBreaksIsTakenUpWhereItBroke() throws InterruptedException {
    answer =
        exchange -> {
          sayFirst(exchange);
          answer = this::silence;
          throw new IOException("breaks it");
        };
    firstIsHeardAndThenWhatFollowsIt();
  }

  @Test
  void whoeverIsToldMayStopTheInformerItself() throws Exception {
    answer =
        exchange -> {
          var query = exchange.getRequestURI().getQuery();
          exchange.sendResponseHeaders(200, 0);
          if (query != null && query.contains("watch=true")) {
            say(exchange, event("ADDED", "first", ""));
            hold();
          } else {
            say(
                exchange,
                """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"6"},"items":[]}
                """);
          }
        };
    var pods =
        connection
            .client()
            .pods()
            .inNamespace(NAMESPACE)
            .informOnCondition(there -> !there.isEmpty());
    assertThat(pods.get()).hasSize(1);
  }
}
