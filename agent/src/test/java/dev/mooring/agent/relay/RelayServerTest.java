package dev.mooring.agent.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mooring.tunnel.Arrivals;
import dev.mooring.tunnel.TlsIdentity;
import dev.mooring.tunnel.Tunnel;
import dev.mooring.tunnel.TunnelGateway;
import dev.mooring.tunnel.TunnelRequest;
import dev.mooring.tunnel.TunnelResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RelayServerTest {
  private static final int LARGE = 5 << 20;

  @TempDir private Path folder;

  private final List<Tunnel> arrived = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> restServerSaw = new LinkedBlockingQueue<>();
  private final CountDownLatch more = new CountDownLatch(1);
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  private Certificates certificates;
  private TunnelGateway gateway;
  private int healthPort;
  private Thread relay;

  @BeforeEach
  void start() throws Exception {
    certificates = new Certificates();
    gateway =
        TunnelGateway.start(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            certificates.identity("gateway"),
            new Welcome());
    healthPort = freePort();
    relay = Thread.startVirtualThread(() -> {});
    Files.writeString(folder.resolve("token"), "s3cret\n");
  }

  @AfterEach
  void stop() throws Exception {
    relay.interrupt();
    relay.join();
    gateway.close();
    for (var resource : open) {
      resource.close();
    }
  }

  private final class Welcome implements Arrivals {
    @Override
    public boolean admit(String agent, String certificateSha256) {
      return agent.equals("agent-1");
    }

    @Override
    public void arrived(Tunnel tunnel) {
      arrived.add(tunnel);
    }

    @Override
    public void left(Tunnel tunnel) {}
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private void writeTls(TlsIdentity identity) throws IOException {
    Files.writeString(folder.resolve("tls.crt"), identity.certificateChain());
    Files.writeString(folder.resolve("tls.key"), identity.privateKey());
    Files.writeString(folder.resolve("ca.crt"), identity.trusted());
  }

  private void startRelay(int restPort) throws Exception {
    var settings =
        new RelaySettings(
            "localhost",
            gateway.addresses().getFirst().getPort(),
            folder,
            URI.create("http://127.0.0.1:" + restPort),
            folder.resolve("token"));
    relay =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = RelayServer.run(healthPort, settings);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private Tunnel tunnel() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::restServer);
    server.start();
    open.add(() -> server.stop(0));
    open.add(threads::shutdownNow);
    writeTls(certificates.identity("agent-1"));
    startRelay(server.getAddress().getPort());
    await().until(() -> !arrived.isEmpty());
    return arrived.getFirst();
  }

  private void restServer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("X-Seen", exchange.getRequestURI().toString());
      switch (exchange.getRequestURI().getPath()) {
        case "/headers" -> headers(exchange);
        case "/watch" -> watch(exchange);
        case "/large" -> large(exchange);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void headers(HttpExchange exchange) throws IOException {
    var in = exchange.getRequestHeaders();
    var told =
        String.join(
            "|",
            exchange.getRequestMethod(),
            String.join(",", in.getOrDefault("authorization", List.of())),
            String.join(",", in.getOrDefault("x-note", List.of())),
            String.join(",", in.getOrDefault("content-length", List.of("none"))),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(told.getBytes(UTF_8));
  }

  private void watch(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try {
      exchange.getResponseBody().write("first\n".getBytes(UTF_8));
      exchange.getResponseBody().flush();
      more.await();
      while (true) {
        exchange.getResponseBody().write(new byte[1024]);
        exchange.getResponseBody().flush();
      }
    } catch (IOException gone) {
      restServerSaw.add("watcher gone");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void large(HttpExchange exchange) throws IOException {
    var sum = new CheckedInputStream(exchange.getRequestBody(), new CRC32());
    var all = sum.readAllBytes();
    exchange.getResponseHeaders().add("X-Sum", Long.toString(sum.getChecksum().getValue()));
    exchange.sendResponseHeaders(200, all.length);
    exchange.getResponseBody().write(all);
  }

  private static String text(TunnelResponse response) throws IOException {
    try (response) {
      return new String(response.body().readAllBytes(), UTF_8);
    }
  }

  private static TunnelRequest request(
      String method, String path, Map<String, String> headers, String body) {
    return new TunnelRequest(method, path, headers, new ByteArrayInputStream(body.getBytes(UTF_8)));
  }

  @Test
  void aCallReachesRestServerWithTheTokenAndNothingLost() throws Exception {
    var tunnel = tunnel();
    var given = Map.of("x-note", "n", "content-length", "4", "authorization", "Bearer other");
    try (var response = tunnel.call(request("PUT", "/headers?a=b%20c", given, "body"))) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("x-seen", "/headers?a=b%20c");
      assertThat(response.body()).hasContent("PUT|Bearer s3cret|n|4|body");
    }
    assertThat(text(tunnel.call(TunnelRequest.of("GET", "/headers"))))
        .isEqualTo("GET|Bearer s3cret||0|");
    assertThat(text(tunnel.call(request("POST", "/headers", Map.of(), "chunked"))))
        .isEqualTo("POST|Bearer s3cret||none|chunked");
    assertThat(tunnel.call(TunnelRequest.of("GET", "/none")).status()).isEqualTo(404);
  }

  @Test
  void aStreamArrivesAsItIsWrittenAndEndsWithItsReader() throws Exception {
    var response = tunnel().call(TunnelRequest.of("GET", "/watch"));
    assertThat(response.body().readNBytes(6)).isEqualTo("first\n".getBytes(UTF_8));
    response.close();
    more.countDown();
    assertThat(restServerSaw.take()).isEqualTo("watcher gone");
  }

  @Test
  void largeBodiesPassBothWays() throws Exception {
    var data = new byte[LARGE];
    for (var i = 0; i < data.length; i++) {
      data[i] = (byte) ((i * 31) ^ (i >> 9));
    }
    var sum = new CRC32();
    sum.update(data);
    var upload = new TunnelRequest("PUT", "/large", Map.of(), new ByteArrayInputStream(data));
    try (var response = tunnel().call(upload)) {
      assertThat(response.headers()).containsEntry("x-sum", Long.toString(sum.getValue()));
      assertThat(response.body().readAllBytes()).isEqualTo(data);
    }
  }

  @Test
  void aSlowUploadDoesNotHoldUpOtherCalls() throws Exception {
    var tunnel = tunnel();
    var writing = new PipedOutputStream();
    try (var body = new PipedInputStream(writing);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      writing.write("slow".getBytes(UTF_8));
      var slow =
          threads.submit(
              () -> text(tunnel.call(new TunnelRequest("PUT", "/headers", Map.of(), body))));
      for (var i = 0; i < 20; i++) {
        assertThat(text(tunnel.call(TunnelRequest.of("GET", "/headers")))).startsWith("GET");
      }
      assertThat(slow.isDone()).isFalse();
      writing.close();
      assertThat(slow.get()).endsWith("|slow");
    }
  }

  @Test
  void withoutRestServerTheAnswerSaysSo() throws Exception {
    writeTls(certificates.identity("agent-1"));
    startRelay(freePort());
    await().until(() -> !arrived.isEmpty());
    try (var response = arrived.getFirst().call(TunnelRequest.of("GET", "/v1/nodes"))) {
      assertThat(response.status()).isEqualTo(503);
      assertThat(new String(response.body().readAllBytes(), UTF_8))
          .startsWith("{\"error\":{\"code\":\"RestServerUnavailable\",")
          .contains("\"nextStep\":\"Look at pod rest-server");
    }
  }

  @Test
  void readyOnlyWithALinkAndRenewedCertificatesAreTakenUp() throws Exception {
    writeTls(certificates.identity("a-stranger"));
    startRelay(freePort());
    await().ignoreExceptions().until(() -> probe("/healthz") == 200);
    assertThat(probe("/readyz")).isEqualTo(503);
    writeTls(certificates.identity("agent-1"));
    await().until(() -> probe("/readyz") == 200);
    gateway.close();
    await().until(() -> probe("/readyz") == 503);
    assertThat(probe("/healthz")).isEqualTo(200);
  }

  private int probe(String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + healthPort + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void whatIsNotSetIsNamed() {
    assertThatThrownBy(() -> RelaySettings.of("azureml", Map.of()))
        .hasMessage("RELAY_HOST is not set");
    var environment =
        Map.of(
            "RELAY_HOST",
            "relay.mooring.internal",
            "RELAY_PORT",
            "8444",
            "RELAY_TLS_FOLDER",
            "/tls",
            "REST_TOKEN_FILE",
            "/token/token");
    assertThat(RelaySettings.of("azureml", environment).restServer())
        .hasToString("http://rest-server.azureml:8080");
  }
}
