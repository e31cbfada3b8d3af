package dev.mooring.cluster.jobs;

import dev.mooring.cluster.Events;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Events about a job, and those about its pods that tell more than the pods do. Thread-safe. */
public record JobEventLog(HasMetadata job, Events events) {
  private static final Set<String> TROUBLES =
      Set.of("FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox");

  /** The kubelet's summary when it gives up waiting; an event before it says what it waited for. */
  private static final String SUMMARY = "Unable to attach or mount volumes";

  Optional<StartTrouble> startTrouble(String podUid) {
    var newestFirst =
        events
            .client()
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
    events.record(Events.about(job), warning, reason, message);
  }
}
