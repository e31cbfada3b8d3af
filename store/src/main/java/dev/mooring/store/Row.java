package dev.mooring.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A resource as it is kept.
 *
 * @param properties what was asked
 * @param observed what reconcilers have seen; an empty object at first
 * @param generation counts the times it was asked, from 1
 */
public record Row(
    ResourceId id,
    String location,
    Map<String, String> tags,
    JsonNode properties,
    JsonNode observed,
    State state,
    Optional<Problem> problem,
    long generation,
    Instant createdAt,
    Instant modifiedAt) {
  public Row {
    tags = Map.copyOf(tags);
  }

  /** ARM's provisioning states. */
  public enum State {
    CREATING,
    UPDATING,
    DELETING,
    SUCCEEDED,
    FAILED,
    CANCELED;

    /** Nobody works on it. */
    public boolean ended() {
      return this == SUCCEEDED || this == FAILED || this == CANCELED;
    }
  }
}
