package dev.mooring.training;

import java.util.List;
import java.util.Optional;

/**
 * What matters of a pod that exists.
 *
 * @param deleting it is on its way out
 * @param node where it runs; empty while it has no seat
 * @param reason what the kubelet or a controller says of the pod as a whole, such as {@code
 *     Evicted}
 * @param message more of that
 * @param containers the initializing ones first
 */
public record SeenPod(
    String name,
    String uid,
    Phase phase,
    boolean deleting,
    Optional<String> node,
    Optional<String> reason,
    Optional<String> message,
    List<SeenContainer> containers) {
  public SeenPod {
    containers = List.copyOf(containers);
  }

  /** Kubernetes' pod phases; UNKNOWN when the node does not report. */
  public enum Phase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNKNOWN
  }

  /** Retries that this pod tells of itself: restarts of its containers. */
  public int restarts() {
    return containers.stream().mapToInt(SeenContainer::restarts).sum();
  }
}
