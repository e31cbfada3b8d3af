package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** One line of {@code GET /v1/watch}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WatchEvent.Reset.class, name = "RESET"),
  @JsonSubTypes.Type(value = WatchEvent.Job.class, name = "JOB"),
  @JsonSubTypes.Type(value = WatchEvent.Synced.class, name = "SYNCED"),
  @JsonSubTypes.Type(value = WatchEvent.Pods.class, name = "PODS"),
  @JsonSubTypes.Type(value = WatchEvent.Heartbeat.class, name = "HEARTBEAT")
})
@JsonIgnoreProperties(ignoreUnknown = true)
public sealed interface WatchEvent {

  /** What was told before may be out of date: everything there is follows, then {@link Synced}. */
  record Reset(String cursor) implements WatchEvent {}

  /**
   * A job as it stands now.
   *
   * @param gone it was deleted; the report is then the last one
   */
  record Job(
      String cursor,
      String id,
      String namespace,
      String name,
      String uid,
      boolean gone,
      JobReport report)
      implements WatchEvent {}

  /** All that there is has been told; what follows are changes. */
  record Synced(String cursor) implements WatchEvent {}

  /**
   * The agent's own pods as they are now, all of them; first of all, and whenever that changes. It
   * has no cursor: whoever resumes is told anew.
   */
  record Pods(List<PodView> pods) implements WatchEvent {
    public Pods {
      pods = pods == null ? List.of() : List.copyOf(pods);
    }
  }

  /** The link and the agent are alive. */
  record Heartbeat() implements WatchEvent {}
}
