package dev.mooring.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.blob.directory.DirectoryBackend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole over a real connection: bodies stream, and a refused one does not break it. */
final class OverHttpTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final byte[] KEY = new byte[64];
  private static final Accounts ACCOUNTS =
      new Accounts() {
        @Override
        public Optional<byte[]> key(String account) {
          return Optional.of(KEY);
        }

        @Override
        public boolean bearer(String account, String token, boolean write) {
          return false;
        }
      };

  @Test
  void megabytesGoInAndOutAgain(@TempDir Path root) throws Exception {
    var backend = DirectoryBackend.open(root);
    backend.createContainer(new ContainerName(FakeExchange.ACCOUNT, "azureml"), Map.of(), NOW);
    var bytes = new byte[12 * 1024 * 1024];
    new Random(1).nextBytes(bytes);
    try (var host = new HttpHost(new BlobGateway(backend, ACCOUNTS, () -> NOW));
        var client = HttpClient.newHttpClient()) {
      assertThat(put(client, host, bytes).statusCode()).isEqualTo(201);
      var refused = put(client, host, bytes);
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.headers().firstValue("x-ms-error-code")).contains("BlobAlreadyExists");
      var whole = client.send(request(host).build(), BodyHandlers.ofByteArray());
      assertThat(whole.body()).isEqualTo(bytes);
      var tail =
          client.send(
              request(host).header("x-ms-range", "bytes=12582900-").build(),
              BodyHandlers.ofByteArray());
      assertThat(tail.statusCode()).isEqualTo(206);
      assertThat(tail.body()).hasSize(12);
      var head = client.send(request(host).HEAD().build(), BodyHandlers.discarding());
      assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(bytes.length);
    }
  }

  private static HttpResponse<String> put(HttpClient client, HttpHost host, byte[] bytes)
      throws IOException, InterruptedException {
    var body =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)), bytes.length);
    var request =
        request(host)
            .header("x-ms-blob-type", "BlockBlob")
            .header("If-None-Match", "*")
            .PUT(body)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(HttpHost host) {
    var signed =
        Sas.blob(
            URI.create("http://127.0.0.1:" + host.port()),
            FakeExchange.ACCOUNT,
            "azureml",
            "models/a b.bin",
            "rw",
            NOW.plus(Duration.ofHours(1)),
            KEY);
    return HttpRequest.newBuilder(signed);
  }
}
