package dev.mooring.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EmptyApiServerTest {
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/azureml/leases";

  @TempDir Path work;

  @Test
  void namesAreToldFromCollections() {
    assertThat(EmptyApiServer.ofOneObject("/api/v1/nodes")).isFalse();
    assertThat(EmptyApiServer.ofOneObject("/api/v1/nodes/n1")).isTrue();
    assertThat(EmptyApiServer.ofOneObject("/api/v1/namespaces/a/pods")).isFalse();
    assertThat(EmptyApiServer.ofOneObject(LEASES)).isFalse();
    assertThat(EmptyApiServer.ofOneObject(LEASES + "/operator")).isTrue();
  }

  @Test
  void aClientThatLeadsAndWatchesHasUsedIt() throws Exception {
    try (var server = EmptyApiServer.start(work, Tools.of(Map.of()));
        var client = HttpClient.newBuilder().sslContext(trust(server)).build()) {
      var root = field(server, "server: \"(.*?)\"");
      assertThat(get(client, root + "/api/v1/pods").body()).endsWith("\"items\":[]}");
      assertThat(get(client, root + LEASES + "/operator").statusCode()).isEqualTo(404);
      assertThat(server.used(Duration.ZERO)).isFalse();

      var lease = HttpRequest.newBuilder(URI.create(root + LEASES));
      var created =
          client.send(
              lease.POST(BodyPublishers.ofString("{\"kind\":\"Lease\"}")).build(),
              BodyHandlers.ofString());
      assertThat(created.body()).isEqualTo("{\"kind\":\"Lease\"}");
      var watch = HttpRequest.newBuilder(URI.create(root + "/api/v1/pods?watch=true")).build();
      var stream = client.send(watch, BodyHandlers.ofInputStream());
      assertThat(server.used(Duration.ofSeconds(30))).isTrue();
      stream.body().close();
      client.shutdownNow();
    }
  }

  private static java.net.http.HttpResponse<String> get(HttpClient client, String address)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static SSLContext trust(EmptyApiServer server) throws Exception {
    var pem = Base64.getDecoder().decode(field(server, "authority-data: ([^}]*)"));
    var authority =
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", authority);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String field(EmptyApiServer server, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(server.kubeconfig());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
