package dev.mooring.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.controlplane.Rig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WebServerTest {
  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = Rig.start();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @Test
  void accountsHostGoesToTheBlobsWithItsPathAsItCame() {
    var host = "moor0123456789.blob.core.m.test:" + rig.site.port();

    var answer = rig.send("GET", "/c/a%2Fb%20c/%2e%2e/d+e", "", Map.of("Host", host));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().body()).isEqualTo("GET /c/a%2Fb%20c/%2e%2e/d+e");
    assertThat(answer.header("x-ms-request-id")).isNotEmpty();
  }

  @Test
  void foreignHostIsTurnedAway() {
    var answer = rig.send("GET", "/metadata/endpoints", "", Map.of("Host", "evil.example"));

    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.code()).isEqualTo("HostUnknown");
  }

  @Test
  void addressWithoutANameIsTheApi() {
    var answer = rig.send("GET", "/metadata/endpoints", "", Map.of("Host", "127.0.0.1:1"));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void everyAnswerCanBeFoundInTheLog() {
    var answer =
        rig.send(
            "GET",
            "/nothing",
            "",
            Map.of("x-ms-correlation-request-id", "c-1", "x-ms-client-request-id", "r-1"));

    assertThat(answer.header("x-ms-request-id")).hasSize(36);
    assertThat(answer.header("x-ms-correlation-request-id")).isEqualTo("c-1");
    assertThat(answer.header("x-ms-client-request-id")).isEqualTo("r-1");
  }

  @Test
  void unknownPathAndMethodSayWhatIsPossible() {
    var path = rig.get("/nothing/here");
    var method = rig.call("PATCH", Rig.WORKSPACE, "{}");

    assertThat(path.status()).isEqualTo(404);
    assertThat(path.code()).isEqualTo("PathNotFound");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.nextStep()).isEqualTo("Use one of DELETE, GET, PUT");
  }

  @Test
  void brokenBodyAndBrokenAddressAreRefused() {
    assertThat(rig.call("PUT", Rig.GROUP, "{").code()).isEqualTo("InvalidRequestContent");
    assertThat(rig.call("PUT", Rig.GROUP, "[]").code()).isEqualTo("InvalidRequestContent");
    assertThat(rig.get("/subscriptions/a%2Fb/resourceGroups").code()).isEqualTo("InvalidName");
    assertThat(rig.call("PUT", Rig.GROUP, " ".repeat(40 << 20)).status()).isEqualTo(413);
  }

  @Test
  void cloudIsFoundByTheAddressOfItsMetadata() {
    var body = rig.send("GET", "/metadata/endpoints", "", Map.of()).raw().body();

    assertThat(body)
        .startsWith("[{")
        .contains("\"resourceManager\":\"" + rig.site.base() + "/\"")
        .contains("\"storage\":\"core.m.test:" + rig.site.port() + "\"")
        .contains("\"loginEndpoint\":\"" + rig.site.issuer() + "\"");
  }

  @Test
  void probesAnswerInPlainHttp() throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      for (var path : new String[] {"/healthz", "/readyz"}) {
        var address = URI.create("http://127.0.0.1:" + rig.healthPort() + path);
        var answer = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok\n");
      }
    }
  }
}
