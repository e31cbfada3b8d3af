package dev.mooring.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mooring.agent.admissioninit.TestPairs;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebhookServerTest {
  private static final String DELETION =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "u1", "kind": {"kind": "Queue"}, "operation": "DELETE", "name": "old"}}
      """;

  @TempDir private Path folder;

  private void write(TestPairs.Texts pair) throws Exception {
    Files.writeString(folder.resolve("tls.crt"), pair.certificate());
    Files.writeString(folder.resolve("tls.key"), pair.key());
  }

  /** The API server keeps connections; a new client is one that has none yet. */
  private static HttpClient trusting(String bundle) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var number = 0;
    var certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(bundle.getBytes(StandardCharsets.UTF_8)));
    for (var certificate : certificates) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static String ask(HttpClient client, int port, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:%d/validate?timeout=3s".formatted(port)))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void answersTheApiServerWithWhatNext() throws Exception {
    var pair = TestPairs.issue("localhost");
    write(pair);
    try (var server = WebhookServer.start(0, GateTest.GATE, ServingKeys.read(folder));
        var client = trusting(pair.authority())) {
      assertThat(ask(client, server.port(), DELETION))
          .contains("\"allowed\":false")
          .contains("Queue 'old' has 2 gangs that have not ended; close the queue");
      assertThat(ask(client, server.port(), "{}")).contains("no AdmissionReview");
      assertThat(ask(client, server.port(), " ".repeat(1 << 25)))
          .as("more than it takes, and than a connection holds")
          .contains("The body is larger than 4194304 bytes");
    }
  }

  @Test
  void noCallFailsWhileTheCertificateIsExchanged() throws Exception {
    var first = TestPairs.issue("localhost");
    var second = TestPairs.issue("localhost");
    write(first);
    var keys = ServingKeys.read(folder);
    try (var server = WebhookServer.start(0, GateTest.GATE, keys);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var going = new AtomicBoolean(true);
      var answered = new AtomicInteger();
      var both = first.authority() + second.authority();
      var traffic =
          threads.submit(() -> {
            while (going.get()) {
              try (var fresh = trusting(both)) {
                assertThat(ask(fresh, server.port(), DELETION)).contains("u1");
                answered.incrementAndGet();
              }
            }
            return "done";
          });
      for (var exchange = 0; exchange < 6; exchange++) {
        write(exchange % 2 == 0 ? second : first);
        assertThat(keys.renew()).isTrue();
        var before = answered.get();
        await().until(() -> answered.get() > before + 1 || traffic.isDone());
      }
      going.set(false);
      assertThat(traffic.get()).isEqualTo("done");
      try (var latest = trusting(second.authority())) {
        assertThatThrownBy(() -> ask(latest, server.port(), DELETION))
            .as("the first is served again")
            .hasMessageContaining("PKIX");
      }
    }
  }

  @Test
  void halfWrittenPairIsLeftForTheNextLook() throws Exception {
    write(TestPairs.issue("localhost"));
    var keys = ServingKeys.read(folder);
    var next = TestPairs.issue("localhost");
    Files.writeString(folder.resolve("tls.crt"), next.certificate());
    assertThat(keys.renew()).isFalse();
    Files.writeString(folder.resolve("tls.key"), next.key());
    assertThat(keys.renew()).isTrue();
  }
}
