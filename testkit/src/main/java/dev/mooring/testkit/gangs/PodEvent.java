package dev.mooring.testkit.gangs;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One event of a watch: how a pod is from then on.
 *
 * @param version the resourceVersion, which orders all events
 * @param at when it was told
 * @param uid of the pod
 * @param name of the pod
 * @param gang the pod's; one that is not in the history's gangs is nobody's, but takes room
 * @param node where it is bound; empty before
 * @param requests amounts by resource, in the units of the nodes' allocatable
 * @param state what becomes of it
 */
public record PodEvent(
    long version,
    Instant at,
    String uid,
    String name,
    String gang,
    Optional<String> node,
    Map<String, Long> requests,
    State state) {
  public PodEvent {
    requests = Map.copyOf(requests);
    if (version < 1) {
      throw new IllegalArgumentException("Pod '%s' has version %d".formatted(name, version));
    }
  }

  /** What becomes of the pod. */
  public enum State {
    /** It waits, starts or runs. */
    LIVES,
    /** Its deletion was asked for; it keeps its room, and is no member any more. */
    TERMINATES,
    SUCCEEDED,
    FAILED,
    /** It is gone from the API server. */
    DELETED
  }

  /** Whether it takes room on its node. */
  boolean takesRoom() {
    return switch (state) {
      case LIVES, TERMINATES -> node.isPresent();
      case SUCCEEDED, FAILED, DELETED -> false;
    };
  }

  /** Whether its gang has it: it is bound, or has done its part. */
  boolean fillsASeat() {
    return switch (state) {
      case LIVES -> node.isPresent();
      case SUCCEEDED -> true;
      case TERMINATES, FAILED, DELETED -> false;
    };
  }
}
