package dev.mooring.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events; one that cannot be recorded is logged and forgotten. Thread-safe.
 *
 * @param component who says it
 * @param writer makes the writes
 */
public record Events(KubernetesClient client, String component, Executor writer) {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  /** Kubernetes refuses longer ones. */
  private static final int LONGEST = 1024;

  /** Whoever records one waits until it is written. */
  public Events(KubernetesClient client, String component) {
    this(client, component, Runnable::run);
  }

  /** Refers to an object; with its uid, by which {@code kubectl describe} finds its events. */
  public static ObjectReference about(HasMetadata object) {
    var metadata = object.getMetadata();
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .build();
  }

  /**
   * Records one.
   *
   * @param about an object in a namespace
   * @param reason one CamelCase word
   */
  public void record(ObjectReference about, boolean warning, String reason, String message) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(about.getName() + "." + UUID.randomUUID())
            .withNamespace(about.getNamespace())
            .endMetadata()
            .withInvolvedObject(about)
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
    writer.execute(() -> write(event));
  }

  private void write(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException refused) {
      if (isLeaving(refused)) {
        return;
      }
      LOG.warn(
          "Event {} of {} {}/{} is not recorded: {}",
          event.getReason(),
          event.getInvolvedObject().getKind(),
          event.getInvolvedObject().getNamespace(),
          event.getInvolvedObject().getName(),
          refused.getMessage());
    }
  }

  /** Of what goes with its namespace nobody will ask. */
  private static boolean isLeaving(KubernetesClientException refused) {
    var status = refused.getStatus();
    return status != null
        && status.getDetails() != null
        && status.getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }
}
