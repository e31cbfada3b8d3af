package dev.mooring.agent.init;

import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import dev.mooring.cluster.install.Fabric8Installation;
import dev.mooring.cluster.install.Installation;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code cmaks-init-job}: checks the cluster, reports, and applies the CRDs and makes the default
 * queue if nothing stands against it.
 */
public final class InitJob {
  private static final Logger LOG = LoggerFactory.getLogger(InitJob.class);
  private static final Duration CRDS_SERVED = Duration.ofSeconds(60);
  static final String REPORT = "azureml-preflight";

  private InitJob() {}

  public static int run(Settings settings) {
    try (var connection = Connection.open(settings.component(), settings.kubeconfig())) {
      return run(new Fabric8Installation(connection, settings.component()), settings.namespace());
    }
  }

  static int run(Installation cluster, String namespace) {
    var facts = cluster.look(Preflight.needed(namespace, REPORT, cluster.crds()));
    var checks = Preflight.check(facts);
    for (var check : checks) {
      LOG.info("{}: {}", check.name(), check.message());
    }
    if (facts.denied().stream().noneMatch(denied -> denied.resource().equals("configmaps"))) {
      cluster.report(namespace, REPORT, PreflightReport.of(checks));
    }
    var failures = PreflightReport.failures(checks);
    if (!failures.isEmpty()) {
      LOG.error("The agent cannot be installed: {}", failures);
      return 1;
    }
    cluster.applyCrds(CRDS_SERVED);
    cluster.makeDefaultQueue();
    LOG.info("CRDs are served: {}", String.join(", ", cluster.crds()));
    return 0;
  }
}
