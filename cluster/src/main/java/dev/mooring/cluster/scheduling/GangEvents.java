package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.GangId;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events about gangs; one that cannot be recorded is logged and forgotten. */
record GangEvents(KubernetesClient client, String component) {
  private static final Logger LOG = LoggerFactory.getLogger(GangEvents.class);

  /** Kubernetes refuses longer ones. */
  private static final int LONGEST = 1024;

  /** What an event is about. */
  record About(String apiVersion, String kind, String namespace, String name) {
    static About of(GangId group) {
      return new About(
          switch (group.kind()) {
            case VOLCANO_POD_GROUP -> "scheduling.volcano.sh/v1beta1";
            case X_K8S_POD_GROUP -> "scheduling.x-k8s.io/v1alpha1";
            case POD -> "v1";
          },
          group.kind() == GangId.Kind.POD ? "Pod" : "PodGroup",
          group.namespace(),
          group.name());
    }
  }

  void record(About group, boolean warning, String reason, String message) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(group.name() + "." + UUID.randomUUID())
            .withNamespace(group.namespace())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(group.apiVersion())
            .withKind(group.kind())
            .withNamespace(group.namespace())
            .withName(group.name())
            .endInvolvedObject()
            .withType(warning ? "Warning" : "Normal")
            .withReason(reason)
            .withMessage(
                message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…")
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource(component, null)
            .withReportingComponent(component)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException refused) {
      LOG.warn("Event {} of {} is not recorded: {}", reason, group, refused.getMessage());
    }
  }
}
