package dev.mooring.embedded;

import dev.mooring.embedded.config.PlatformConfig;
import dev.mooring.progress.Step;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The platform of one cluster: PostgreSQL and the control plane under a supervisor. Stateless. */
record Platform(Layout layout, Folders folders) {
  /** The name of its unit. */
  static final String UNIT = "platform";

  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final Path SYSTEM_AUTHORITIES = Path.of("/etc/ssl/certs/ca-certificates.crt");

  /** Starts or repairs it, and returns when it answers. */
  void start(PlatformPrograms programs, Unit unit, Step step) {
    PlatformSecrets.open(folders);
    Pki.open(folders.platform().resolve("pki"), "mooring-platform-ca", Instant.now());
    Disk.createPrivateFolder(folders.platform().resolve("blobs"));
    writeBundle();
    var database = new Postgres(programs.postgres(), folders);
    database.initialize(step);
    Disk.write(database.configuration(), PlatformConfig.postgres(layout, folders));
    Disk.write(database.access(), PlatformConfig.POSTGRES_ACCESS);
    var spec = PlatformConfig.spec(layout, folders, programs);
    var fingerprint = Unit.fingerprint(inputs(database, Json.write(spec)));
    if (!unit.runs(fingerprint)) {
      unit.stop();
      Ports.refuseTaken(Ports.platform(layout));
      database.forgetDeadProcess();
      Disk.removeTree(folders.temporary());
      Disk.createPrivateFolder(folders.temporary());
      unit.start(spec, fingerprint, folders.logs().resolve(UNIT + ".log"));
    }
    Hosts.ofMachine().put(layout.cluster(), layout.loopback(), PlatformConfig.names(layout));
    Wait.until(step, BOUND, () -> waitingFor(unit), "see the logs in " + folders.logs());
  }

  /** All that decides how its programs run; the secrets as a digest in a file of root's. */
  private List<String> inputs(Postgres database, String spec) {
    return List.of(
        spec,
        Disk.read(database.configuration()),
        Disk.read(database.access()),
        Disk.read(folders.platform().resolve("pki/ca.crt")),
        Disk.read(PlatformSecrets.masterKeyFile(folders)),
        Disk.read(PlatformSecrets.databasePasswordFile(folders)),
        Disk.read(PlatformSecrets.clientFile(folders)));
  }

  private void writeBundle() {
    var system = Disk.exists(SYSTEM_AUTHORITIES) ? Disk.read(SYSTEM_AUTHORITIES) : "";
    var ours = Disk.read(folders.platform().resolve("pki/ca.crt"));
    Disk.write(folders.platform().resolve("ca-bundle.pem"), system + ours);
  }

  private String waitingFor(Unit unit) {
    var missing = unit.missing(PlatformConfig.PROCESSES, folders.logs());
    return missing.isEmpty() ? readiness() : missing;
  }

  /** Empty if it is ready; otherwise what it says it waits for. */
  private String readiness() {
    var address = "http://%s:%d/readyz".formatted(layout.loopback(), Layout.HEALTH_PORT);
    try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(5)).build();
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? ""
          : "waiting for /readyz of the platform: %s".formatted(answer.body().strip());
    } catch (IOException e) {
      return "waiting for /readyz of the platform: it does not answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "waiting for /readyz of the platform";
    }
  }
}
