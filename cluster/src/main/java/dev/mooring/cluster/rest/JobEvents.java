package dev.mooring.cluster.rest;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events that are about a job. */
final class JobEvents {
  /** What a job is, at its several levels; all have its name. */
  private static final Set<String> KINDS = Set.of("AmlJob", "PyTorchJob", "PodGroup");

  private JobEvents() {}

  static List<SeenEvent> of(String job, List<Event> events) {
    var pod = Pattern.compile(Pattern.quote(job) + "-(master|worker)-[0-9]+");
    return events.stream()
        .filter(event -> {
          var about = event.getInvolvedObject();
          return KINDS.contains(String.valueOf(about.getKind()))
              ? job.equals(about.getName())
              : "Pod".equals(about.getKind())
                  && pod.matcher(String.valueOf(about.getName())).matches();
        })
        .sorted(Comparator.comparing(JobEvents::instant))
        .map(JobEvents::seen)
        .toList();
  }

  private static SeenEvent seen(Event event) {
    var about = event.getInvolvedObject();
    return new SeenEvent(
        time(event),
        "Warning".equals(event.getType()),
        Objects.requireNonNullElse(event.getReason(), ""),
        about.getKind() + " " + about.getName(),
        Objects.requireNonNullElse(event.getMessage(), "").strip(),
        Objects.requireNonNullElse(event.getCount(), 1));
  }

  /** Either of two APIs for events may have written it; their times differ in precision. */
  private static Instant instant(Event event) {
    try {
      return Instant.parse(time(event));
    } catch (DateTimeParseException unknown) {
      return Instant.EPOCH;
    }
  }

  private static String time(Event event) {
    var newer = event.getEventTime() == null ? null : event.getEventTime().getTime();
    return Stream.<@Nullable String>of(
            event.getLastTimestamp(), newer, event.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .findFirst()
        .orElse("");
  }
}
