package dev.mooring.controlplane;

import dev.mooring.controlplane.arm.Arm;
import dev.mooring.controlplane.http.Api;
import dev.mooring.controlplane.http.BlobEndpoint;
import dev.mooring.controlplane.http.Health;
import dev.mooring.controlplane.http.Router;
import dev.mooring.controlplane.http.WebServer;
import dev.mooring.controlplane.identity.Clients;
import dev.mooring.controlplane.identity.Issuer;
import dev.mooring.controlplane.identity.Tokens;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.controlplane.tls.ServerCertificate;
import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What answers: the API, the issuer, the storage accounts and the probes. Thread-safe. */
public final class Platform implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);
  private static final Duration RENEWAL = Duration.ofHours(12);

  private final WebServer server;
  private final Health health;
  private final Thread renewal;

  private Platform(WebServer server, Health health, Thread renewal) {
    this.server = server;
    this.health = health;
    this.renewal = renewal;
  }

  /** What it stands on. */
  public record Parts(
      Store store,
      ServerCertificate certificate,
      Tokens tokens,
      Storage storage,
      BlobEndpoint blobs) {}

  public static Platform start(Settings settings, Parts parts) {
    var network = settings.network();
    var site = network.site();
    var store = parts.store();
    var clients = new Clients(store.secrets());
    clients.register(settings.client().id(), settings.client().secret());
    var routes =
        Stream.concat(
                new Issuer(parts.tokens(), clients).routes().stream(),
                Arm.routes(store, parts.storage(), site).stream())
            .toList();
    var api = new Api(new Router(routes), parts.tokens()::refuseForApi, site.issuer());
    var server =
        WebServer.start(
            new WebServer.Listen(network.bind(), site.port(), site.domain()),
            parts.certificate(),
            api,
            parts.blobs());
    var health =
        Health.start(network.bind().getFirst(), network.healthPort(), () -> answers(store));
    return new Platform(
        server, health, Thread.ofVirtual().name("renewal").start(() -> renew(parts.certificate())));
  }

  /** Ready when the database answers. */
  private static boolean answers(Store store) {
    try {
      store.secrets().find("token-signing-key");
      return true;
    } catch (StoreException down) {
      LOG.info("Not ready: {}", down.getMessage());
      return false;
    }
  }

  private static void renew(ServerCertificate certificate) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(RENEWAL);
        certificate.renew();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException failed) {
        LOG.warn("The server's certificate is not renewed yet; trying again later", failed);
      }
    }
  }

  /** The port of the probes. */
  public int healthPort() {
    return health.port();
  }

  /** Lets calls that are being answered end, for a few seconds at most. */
  @Override
  public void close() {
    health.close();
    renewal.interrupt();
    server.close();
  }
}
