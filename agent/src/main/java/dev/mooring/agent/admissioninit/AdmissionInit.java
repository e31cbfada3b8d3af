package dev.mooring.agent.admissioninit;

import dev.mooring.agent.Settings;
import dev.mooring.cluster.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code azureml-connector-admission-init}: before the pods of a release, so that there is
 * something to serve with and somebody to trust when the first starts.
 */
public final class AdmissionInit {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionInit.class);

  private AdmissionInit() {}

  /** Takes what steps are due and ends; the rest of a renewal is the controllers'. */
  public static int run(Settings settings) {
    try (var connection = Connection.open(settings.component(), settings.kubeconfig())) {
      var next = Renewal.of(connection, settings.namespace()).run();
      LOG.info("The webhooks can be served; the next look is due in {} s", next.toSeconds());
      return 0;
    }
  }
}
