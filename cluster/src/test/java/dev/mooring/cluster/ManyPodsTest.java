package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.mooring.cluster.protobuf.InProtobuf;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods in the API server's binary form, from its answers to the copy that an informer keeps. */
@Timeout(60)
final class ManyPodsTest {
  private static final String BINARY = "application/vnd.kubernetes.protobuf";
  private static final String BINARY_EVENTS = BINARY + ";stream=watch";
  private static final String JSON = "application/json";

  private static ServerKey key;

  @TempDir private Path folder;

  /** What each request said that it takes. */
  private final BlockingQueue<String> accepted = new LinkedBlockingQueue<>();

  /** The versions from which was watched. */
  private final BlockingQueue<String> from = new LinkedBlockingQueue<>();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** What the watches say, one after the other; those that follow are silent. */
  private final BlockingQueue<byte[]> watches = new LinkedBlockingQueue<>();

  private final CountDownLatch end = new CountDownLatch(1);
  private HttpsServer server;
  private Connection connection;
  private volatile Answer list = answer(BINARY, 200, InProtobuf.pods("5", "", List.of(pod("a"))));
  private volatile String events = BINARY_EVENTS;

  /** Whether a watch stays open once it has said all that it has to say. */
  private volatile boolean holdsOn;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @BeforeAll
  static void makeKey(@TempDir Path folder) throws IOException, InterruptedException {
    key = ServerKey.make(folder);
  }

  @BeforeEach
  void serve() throws IOException {
    server = key.serve(this::answer);
    connection =
        Connection.openForManyPods(
            "test", Loopback.securely(folder, server.getAddress().getPort(), key.certificate()));
  }

  @AfterEach
  void stop() {
    end.countDown();
    connection.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
      var query = String.valueOf(exchange.getRequestURI().getQuery());
      if (query.contains("watch=true")) {
        accepted.add("watch " + accept);
        from.add(query.replaceAll(".*resourceVersion=([0-9]+).*", "$1"));
        watch(exchange);
      } else {
        accepted.add("list " + accept);
        list.to(exchange);
      }
    }
  }

  private static Answer answer(String type, int code, byte[] body) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(code, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private void watch(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", events);
    exchange.sendResponseHeaders(200, 0);
    var said = watches.poll();
    if (said != null) {
      // In two parts: an event comes as the network carries it.
      exchange.getResponseBody().write(said, 0, said.length / 2);
      exchange.getResponseBody().flush();
      exchange.getResponseBody().write(said, said.length / 2, said.length - said.length / 2);
    }
    exchange.getResponseBody().flush();
    if (said == null || holdsOn) {
      silence();
    }
  }

  private void silence() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] frames(byte[]... events) throws IOException {
    var all = new ByteArrayOutputStream();
    var out = new DataOutputStream(all);
    for (var event : events) {
      out.writeInt(event.length);
      out.write(event);
    }
    return all.toByteArray();
  }

  private static byte[] event(String type, String name) {
    return event(type, name, "7");
  }

  private static byte[] event(String type, String name, String version) {
    return InProtobuf.event(type, InProtobuf.pod(pod(name, version)));
  }

  private static Pod pod(String name) {
    return pod(name, "7");
  }

  private static Pod pod(String name, String version) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("lab")
        .withUid(name)
        .withResourceVersion(version)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private SharedIndexInformer<Pod> informer() throws InterruptedException {
    return Informers.start(
        connection.client().pods().inAnyNamespace(),
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(Pod added) {
            heard.add("added " + added.getMetadata().getName());
          }

          @Override
          public void onUpdate(Pod before, Pod after) {
            heard.add("updated " + after.getMetadata().getName());
          }

          @Override
          public void onDelete(Pod deleted, boolean unknown) {
            heard.add("deleted " + deleted.getMetadata().getName());
          }
        });
  }

  private void hears(String... words) throws InterruptedException {
    for (var word : words) {
      assertThat(heard.take()).isEqualTo(word);
    }
  }

  @Test
  void aListAndTheEventsAfterItAreKept() throws Exception {
    watches.add(
        frames(event("ADDED", "b"), event("MODIFIED", "b", "8"), event("DELETED", "b", "9")));

    try (var informer = informer()) {
      hears("added a", "added b", "updated b", "deleted b");
      assertThat(informer.getStore().list()).containsExactly(pod("a"));
    }
    assertThat(accepted.take()).startsWith("list " + BINARY + ",").contains(JSON);
    assertThat(accepted.take()).startsWith("watch " + BINARY_EVENTS + ",").contains(JSON);
  }

  /** The first list, and what every list says after it. */
  private void listsNext(String name) {
    var first = list;
    list =
        exchange -> {
          list = answer(BINARY, 200, InProtobuf.pods("10", "", List.of(pod(name))));
          first.to(exchange);
        };
  }

  @Test
  void aWatchThatIsOverIsFollowedByAListAnew() throws Exception {
    listsNext("c");
    var over = InProtobuf.status(410, "Expired", "too old resource version: 5 (9)");
    watches.add(frames(InProtobuf.event("ERROR", over)));

    try (var _ = informer()) {
      hears("added a", "added c");
    }
  }

  @Test
  void anEventThatCannotBeReadIsFollowedByAListAnew() throws Exception {
    listsNext("c");
    watches.add(frames(InProtobuf.event("ADDED", InProtobuf.node()), event("ADDED", "b")));

    try (var informer = informer()) {
      hears("added a", "added c");
      assertThat(informer.stopped()).isNotDone();
    }
  }

  @Test
  void aListHasPages() throws Exception {
    list =
        exchange -> {
          var isSecond =
              String.valueOf(exchange.getRequestURI().getQuery()).contains("continue=more");
          answer(
                  BINARY,
                  200,
                  isSecond
                      ? InProtobuf.pods("5", "", List.of(pod("b")))
                      : InProtobuf.pods("5", "more", List.of(pod("a"))))
              .to(exchange);
        };

    try (var informer = informer()) {
      assertThat(informer.getStore().list()).containsExactlyInAnyOrder(pod("a"), pod("b"));
    }
  }

  @Test
  void aBookmarkIsNoPodAndTheWatchGoesOnFromThere() throws Exception {
    var bookmark =
        new PodBuilder()
            .withNewMetadata()
            .withResourceVersion("77")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();
    watches.add(frames(InProtobuf.event("BOOKMARK", InProtobuf.pod(bookmark))));
    watches.add(frames(event("ADDED", "c", "78")));

    try (var informer = informer()) {
      hears("added a", "added c");
      assertThat(informer.getStore().list()).hasSize(2);
    }
    assertThat(from).contains("77");
  }

  @Test
  void anEventThatIsCutOffIsNotToldAndTheWatchIsTakenUpAgain() throws Exception {
    var whole = frames(event("ADDED", "b"));
    watches.add(Arrays.copyOf(whole, whole.length - 1));
    watches.add(frames(event("ADDED", "c")));

    try (var _ = informer()) {
      hears("added a", "added c");
    }
  }

  @Test
  void aLengthThatNoEventHasEndsTheWatch() throws Exception {
    holdsOn = true;
    watches.add(new byte[] {-1, 0, 0, 0, 1, 2});
    watches.add(new byte[] {127, 0, 0, 0, 1, 2});
    watches.add(frames(event("ADDED", "c")));

    try (var _ = informer()) {
      hears("added a", "added c");
    }
  }

  @Test
  void whoHasNothingButTextIsUnderstood() throws Exception {
    events = JSON;
    list =
        answer(
            JSON,
            200,
            text(
                """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},
                "items":[{"metadata":{"name":"a","namespace":"lab","uid":"a"}}]}
                """));
    watches.add(
        text(
            """
            {"type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"b","namespace":"lab","uid":"b","resourceVersion":"7"}}}
            """));

    try (var _ = informer()) {
      hears("added a", "added b");
    }
  }

  @Test
  void whyAListIsRefusedIsReadAsText() {
    list =
        exchange -> {
          var asText =
              !String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).contains(BINARY);
          answer(
                  asText ? JSON : BINARY,
                  403,
                  asText
                      ? text(
                          """
                          {"kind":"Status","apiVersion":"v1","status":"Failure","code":403,"message":"pods is forbidden"}
                          """)
                      : InProtobuf.status(403, "Forbidden", "pods is forbidden"))
              .to(exchange);
        };

    assertThatThrownBy(this::informer)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("pods is forbidden");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 503, 504})
  void whatIsAskedAgainInAnyCaseIsAskedOnceATime(int code) throws Exception {
    var first = list;
    list =
        exchange -> {
          list = first;
          exchange.sendResponseHeaders(code, -1);
        };

    try (var client = connection.client()) {
      try {
        var _ = client.pods().inAnyNamespace().list();
      } catch (KubernetesClientException refused) {
        assertThat(refused.getCode()).isEqualTo(code);
      }
    }
    assertThat(accepted).hasSize(2).allMatch(it -> it.contains(BINARY));
  }

  @Test
  void aWatchThatIsReadAsAnAnswerIsOfText() throws Exception {
    events = JSON;
    watches.add(text("{}\n"));

    assertThat(connection.client().raw("/api/v1/pods?watch=true")).isEqualTo("{}\n");
    assertThat(accepted.take()).startsWith("watch ").doesNotContain(BINARY);
  }

  @Test
  void allElseIsAskedForAsBefore() throws Exception {
    list = answer(JSON, 200, text("{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[]}"));

    assertThat(connection.client().nodes().list().getItems()).isEqualTo(List.<Node>of());
    assertThat(accepted.take()).doesNotContain(BINARY);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
