package dev.mooring.agent.admission;

import dev.mooring.agent.Health;
import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.admission.Fabric8QueueBook;
import dev.mooring.training.GangFrontEnd;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code azureml-connector-admission}: answers the API server. Any number of replicas do. */
public final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  /** Of the webhooks; the Service has 443. */
  private static final int PORT = 8443;

  private static final Path TLS = Path.of("/var/run/secrets/azureml-connector-admission-tls");

  /** The kubelet takes a minute or two to renew a mounted Secret; this adds little. */
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  private Admission() {}

  /** Never returns of itself: the process ends on a signal. */
  public static int run(Settings settings) throws InterruptedException {
    var keys = ServingKeys.read(TLS);
    var rules =
        JobRules.of(
            GangFrontEnd.of(settings.gangScheduler()),
            settings.launcherImage(),
            settings.clusterDomain());
    try (var connection = Connection.open(settings.component(), settings.kubeconfig());
        var book = Fabric8QueueBook.watch(connection, GangFrontEnd.OURS.scheduler());
        var server = WebhookServer.start(PORT, new Gate(book, rules), keys);
        var health = Health.start(settings.healthPort(), book::isHealthy, () -> true)) {
      LOG.info("Webhooks answer on port {}, probes on {}", server.port(), health.port());
      while (true) {
        Thread.sleep(RENEWAL);
        var _ = keys.renew();
      }
    }
  }
}
