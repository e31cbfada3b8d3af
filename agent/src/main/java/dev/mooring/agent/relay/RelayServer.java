package dev.mooring.agent.relay;

import dev.mooring.agent.Health;
import dev.mooring.agent.Settings;
import dev.mooring.tunnel.Dial;
import dev.mooring.tunnel.TunnelDialer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * {@code relay-server}: holds the link to the control plane. It runs once: of two with the same
 * certificate the gateway keeps only the later connection.
 */
public final class RelayServer {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private RelayServer() {}

  public static int run(Settings settings) throws InterruptedException {
    return run(settings.healthPort(), RelaySettings.of(settings.namespace(), System.getenv()));
  }

  static int run(int healthPort, RelaySettings settings) throws InterruptedException {
    var report = new LinkReport(settings.host() + ":" + settings.port());
    var dial = new Dial(settings.host(), settings.port(), new TlsFolder(settings.tlsFolder()));
    var http = client();
    try {
      var forwarder = new Forwarder(http, settings.restServer(), settings.tokenFile());
      try (var _ = Health.start(healthPort, () -> true, report);
          var _ = TunnelDialer.start(dial, forwarder, report)) {
        new CountDownLatch(1).await();
        return 0;
      }
    } finally {
      http.shutdownNow();
    }
  }

  /** Plain HTTP/1.1, as that is all that rest-server speaks. */
  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }
}
