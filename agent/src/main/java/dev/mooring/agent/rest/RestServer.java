package dev.mooring.agent.rest;

import dev.mooring.agent.Health;
import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.rest.AgentCluster;
import dev.mooring.cluster.rest.Fabric8AgentCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code rest-server}: answers the agent's API, and the probes on the same port, until it is told
 * to stop. Any number of them may run: what they know is the API server's.
 */
public final class RestServer {
  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
  private static final String TOKEN_FILE = "REST_TOKEN_FILE";
  private static final WatchStream.Pace PACE =
      new WatchStream.Pace(Duration.ofSeconds(5), Duration.ofSeconds(1));
  private static final int EPOCH_LENGTH = 8;

  private RestServer() {}

  /** Never returns of itself: the process ends on a signal. */
  public static int run(Settings settings) throws InterruptedException {
    var token = Token.read(tokenFile(Optional.ofNullable(System.getenv(TOKEN_FILE))));
    var epoch = UUID.randomUUID().toString().substring(0, EPOCH_LENGTH);
    var journal = new Journal(epoch, Journal.TOMBSTONES);
    // The control plane waits half a minute for an answer, and is to hear why there is none; what
    // is watched waits for an API server that is busy.
    try (var calls = Connection.openForSomebody(settings.component(), settings.kubeconfig());
        var watches = Connection.open(settings.component(), settings.kubeconfig());
        var cluster = Fabric8AgentCluster.open(calls, watches, settings.namespace());
        var jobs = cluster.follow(journal);
        // Only now: before all jobs are known, a watch would tell that there are none. It answers
        // while a watch is taken up again, too.
        var http = Health.start(settings.healthPort(), both(jobs, cluster), () -> true)) {
      http.serve(RestApi.ROOT, new RestApi(token, cluster, journal, PACE));
      LOG.info("The agent's API answers on port {}, epoch {}", http.port(), epoch);
      new CountDownLatch(1).await();
    }
    return 0;
  }

  /** What it tells of is what it watches: jobs and the agent's pods. */
  private static BooleanSupplier both(AgentCluster.Following jobs, Fabric8AgentCluster cluster) {
    return () -> jobs.isHealthy() && cluster.isHealthy();
  }

  static Path tokenFile(Optional<String> given) {
    return given
        .filter(file -> !file.isBlank())
        .map(Path::of)
        .orElseThrow(() ->
            new IllegalArgumentException(
                TOKEN_FILE + " is not set; name the file that holds the agent's token"));
  }
}
