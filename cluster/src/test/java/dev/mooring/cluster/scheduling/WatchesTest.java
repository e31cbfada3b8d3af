package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.mooring.cluster.Loopback;
import dev.mooring.cluster.ServerKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class WatchesTest {
  private static final String POD =
      """
      {"metadata": {"name": "p", "namespace": "lab", "uid": "%1$s", "resourceVersion": "%1$s",
        "creationTimestamp": "2026-01-01T00:00:00Z"},
       "spec": {"schedulerName": "ours", "containers": [{"name": "c"}]},
       "status": {"phase": "Pending"}}
      """;

  private static final String EXPIRED =
      """
      {"type": "ERROR", "object": {"kind": "Status", "apiVersion": "v1", "code": 410, "reason": "Expired"}}
      """;

  @Test
  void whatContainersRunIsLeftOutAndWhatTheyAskForStays() {
    var trimmed = Watches.trimPod(pod(container(true)));

    assertThat(trimmed).isEqualTo(pod(container(false)));
  }

  @Test
  @Timeout(180)
  void oneWatchThatIsRefusedIsEnoughToBeUnwell(@TempDir Path folder) throws Exception {
    var key = ServerKey.make(folder);
    try (var server = new Lists("priorityclasses", key);
        var connection = Loopback.connectSecurely(folder, server.port(), key.certificate());
        var watches = Watches.start(connection.client(), () -> {})) {
      await().until(watches::isHealthy);

      server.refuse();
      await().atMost(Duration.ofMinutes(1)).until(() -> server.refused.get() > 0);
      assertThat(watches.isHealthy()).isFalse();
      server.accept();
      await().atMost(Duration.ofMinutes(1)).until(watches::isHealthy);
    }
  }

  @Test
  @Timeout(180)
  void aPodMadeAgainWhileTheWatchWasBrokenIsNotTwo(@TempDir Path folder) throws Exception {
    var key = ServerKey.make(folder);
    try (var server = new Lists("pods", key);
        var connection = Loopback.connectSecurely(folder, server.port(), key.certificate())) {
      server.items = POD.formatted("first");
      try (var watches = Watches.start(connection.client(), () -> {})) {
        var image = new Image("ours");
        watches.drainTo(image);
        assertThat(waiting(image)).containsExactly("first");

        server.items = POD.formatted("second");
        server.expire();
        await()
            .atMost(Duration.ofMinutes(1))
            .pollInSameThread()
            .until(() -> {
              watches.drainTo(image);
              return waiting(image).equals(List.of("second"));
            });
      }
    }
  }

  /** The uids of the pods that wait. */
  private static List<String> waiting(Image image) {
    return image.seen().groups().stream()
        .flatMap(group -> group.waiting().stream())
        .map(SeenPod::uid)
        .toList();
  }

  /**
   * Has objects of one kind at most, and watches that never say anything but that they are over.
   */
  private static final class Lists implements AutoCloseable {
    private final String plural;
    private final HttpsServer server;
    private final CountDownLatch end = new CountDownLatch(1);

    /** Ends the first watch of the kind. */
    private final CountDownLatch first = new CountDownLatch(1);

    private final AtomicInteger refused = new AtomicInteger();
    private volatile String items = "";
    private volatile String lastWord = "";
    private volatile boolean accepts = true;

    /**
     * Starts it.
     *
     * @param plural of the kind of which there are objects, and whose watch ends
     */
    Lists(String plural, ServerKey key) throws IOException {
      this.plural = plural;
      server = key.serve(this::answer);
    }

    int port() {
      return server.getAddress().getPort();
    }

    /** Ends the watch and refuses those that follow. */
    void refuse() {
      accepts = false;
      first.countDown();
    }

    void accept() {
      accepts = true;
    }

    /** Ends the watch for good, so that whoever watches lists again. */
    void expire() {
      lastWord = EXPIRED;
      first.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        var uri = exchange.getRequestURI();
        var chosen = uri.getPath().endsWith("/" + plural);
        if (!String.valueOf(uri.getQuery()).contains("watch=true")) {
          list(exchange, chosen ? items : "");
        } else if (chosen && !accepts) {
          refused.incrementAndGet();
          exchange.sendResponseHeaders(503, -1);
        } else {
          watch(exchange, chosen && first.getCount() > 0 ? first : end);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void list(HttpExchange exchange, String items) throws IOException {
      var body =
          """
          {"metadata": {"resourceVersion": "1"}, "items": [%s]}
          """
              .formatted(items)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }

    private void watch(HttpExchange exchange, CountDownLatch over)
        throws IOException, InterruptedException {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      over.await();
      exchange.getResponseBody().write(lastWord.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      first.countDown();
      end.countDown();
      server.stop(0);
    }
  }

  private static Pod pod(Container container) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("p")
        .addToAnnotations("kept", "yes")
        .endMetadata()
        .withNewSpec()
        .withInitContainers(container)
        .withContainers(container)
        .addNewVolume()
        .withName("data")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .build();
  }

  private static Container container(boolean whole) {
    var container =
        new ContainerBuilder()
            .withName("c")
            .withRestartPolicy("Always")
            .addNewPort()
            .withHostPort(80)
            .endPort()
            .withNewResources()
            .withRequests(Map.of("cpu", new Quantity("1")))
            .endResources();
    if (whole) {
      container
          .withCommand("sh", "-c")
          .withArgs("run")
          .addNewEnv()
          .withName("A")
          .withValue("b")
          .endEnv()
          .addNewVolumeMount()
          .withName("data")
          .withMountPath("/data")
          .endVolumeMount()
          .withNewReadinessProbe()
          .withPeriodSeconds(5)
          .endReadinessProbe();
    }
    return container.build();
  }
}
