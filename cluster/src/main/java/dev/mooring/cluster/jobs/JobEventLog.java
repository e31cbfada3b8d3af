package dev.mooring.cluster.jobs;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events about a job, and those about its pods that tell more than the pods do. Thread-safe. */
public record JobEventLog(KubernetesClient client, HasMetadata job, String component) {
  private static final Logger LOG = LoggerFactory.getLogger(JobEventLog.class);

  /** Kubernetes refuses longer ones. */
  private static final int LONGEST = 1024;

  private static final Set<String> TROUBLES =
      Set.of("FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox");

  /** The kubelet's summary when it gives up waiting; an event before it says what it waited for. */
  private static final String SUMMARY = "Unable to attach or mount volumes";

  Optional<StartTrouble> startTrouble(String podUid) {
    var newestFirst =
        client
            .v1()
            .events()
            .inNamespace(job.getMetadata().getNamespace())
            .withField("involvedObject.uid", podUid)
            .list()
            .getItems()
            .stream()
            .sorted(Comparator.comparing(JobEventLog::time).reversed())
            .toList();
    // A later event, such as Pulling, means that the trouble is over.
    if (newestFirst.isEmpty() || !TROUBLES.contains(newestFirst.getFirst().getReason())) {
      return Optional.empty();
    }
    return newestFirst.stream()
        .filter(event -> TROUBLES.contains(event.getReason()))
        .map(event -> new StartTrouble(event.getReason(), event.getMessage().strip()))
        .min(Comparator.comparing(trouble -> trouble.message().startsWith(SUMMARY)));
  }

  private static String time(Event event) {
    return Objects.requireNonNullElse(event.getLastTimestamp(), "");
  }

  /** Records an event about the job; one that cannot be recorded is logged and forgotten. */
  public void record(boolean warning, String reason, String message) {
    var name = job.getMetadata().getName();
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name + "." + UUID.randomUUID())
            .withNamespace(job.getMetadata().getNamespace())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(job.getApiVersion())
            .withKind(job.getKind())
            .withNamespace(job.getMetadata().getNamespace())
            .withName(name)
            .withUid(job.getMetadata().getUid())
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
      LOG.warn("Event {} of {} is not recorded: {}", reason, name, refused.getMessage());
    }
  }
}
