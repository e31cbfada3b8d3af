package dev.mooring.controlplane;

import dev.mooring.blob.directory.DirectoryBackend;
import dev.mooring.controlplane.identity.Audiences;
import dev.mooring.controlplane.identity.Tokens;
import dev.mooring.controlplane.storage.BlobHost;
import dev.mooring.controlplane.storage.Storage;
import dev.mooring.controlplane.tls.Authority;
import dev.mooring.controlplane.tls.ServerCertificate;
import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import dev.mooring.store.postgres.Database;
import dev.mooring.store.postgres.PostgresStore;
import dev.mooring.tunnel.TunnelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the control plane from its environment, and stops it at a signal. */
public final class Main {
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";
  private static final Duration GRACE = Duration.ofSeconds(5);

  private Main() {}

  public static void main(String[] arguments) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
    }
    var finished = new CountDownLatch(1);
    stopOnSignal(Thread.currentThread(), finished);
    var exitCode = run();
    finished.countDown();
    System.exit(exitCode);
  }

  private static void stopOnSignal(Thread main, CountDownLatch finished) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  main.interrupt();
                  try {
                    var _ = finished.await(GRACE.toSeconds(), TimeUnit.SECONDS);
                  } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }

  /** Returns the exit code: 0 stopped, 1 failed, 2 wrongly set up. */
  private static int run() {
    var log = LoggerFactory.getLogger(Main.class);
    try {
      serve(Settings.of(System.getenv()), log);
      return 0;
    } catch (IllegalArgumentException wrong) {
      log.error("The control plane cannot start:\n{}", wrong.getMessage());
      return 2;
    } catch (StoreException | TunnelException | UncheckedIOException | IOException failed) {
      log.error("The control plane cannot start: {}", failed.getMessage(), failed);
      return 1;
    }
  }

  private static void serve(Settings settings, Logger log) throws IOException {
    var clock = InstantSource.system();
    var site = settings.network().site();
    var authority = Authority.read(settings.folders().pki(), clock);
    var given = settings.database();
    var database = new Database(given.url(), given.user(), given.password());
    try (Store store = PostgresStore.open(database, settings.masterKey().getEncoded())) {
      var secrets = store.secrets();
      var tokens = new Tokens(secrets, site.issuer(), Audiences.of(site.base()), clock);
      var backend = DirectoryBackend.open(settings.folders().data());
      var blobs = new BlobHost(backend, secrets, tokens, clock);
      var storage =
          new Storage(new Storage.Ports(blobs, blobs, blobs), secrets, site.storageSuffix(), clock);
      var certificate =
          new ServerCertificate(authority, secrets, site.domain(), settings.network().bind());
      var parts = new Platform.Parts(store, certificate, tokens, storage, blobs);
      try (var platform = Platform.start(settings, parts);
          var _ = AgentSide.start(settings, store, authority, certificate, storage)) {
        log.info("Serving {}; probes on port {}", site.base(), platform.healthPort());
        new CountDownLatch(1).await();
      } catch (InterruptedException stopped) {
        log.info("Stops");
      }
    }
  }
}
