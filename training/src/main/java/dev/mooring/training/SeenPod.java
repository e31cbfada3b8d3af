package dev.mooring.training;

import dev.mooring.training.SeenContainer.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What matters of a pod that exists.
 *
 * @param ready it says of itself that it can be talked to
 * @param deleting it is on its way out
 * @param node where it runs; empty while it has no seat
 * @param since when its node took it on; empty before that
 * @param reason what the kubelet or a controller says of the pod as a whole, such as {@code
 *     Evicted}
 * @param message more of that
 * @param containers the initializing ones first
 */
public record SeenPod(
    String name,
    String uid,
    Phase phase,
    boolean ready,
    boolean deleting,
    Optional<String> node,
    Optional<Instant> since,
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

  /**
   * Its node had no room left and never began it. The kubelet says so of the second of two pods
   * that schedulers gave the same room, with {@code OutOfcpu} or {@code OutOf} another resource
   * ({@code pkg/kubelet/lifecycle/predicate.go}).
   */
  public boolean wasTurnedAway() {
    return phase == Phase.FAILED
        && reason.filter(word -> word.startsWith("OutOf")).isPresent()
        && containers.stream().allMatch(container -> container.state() instanceof State.Waiting);
  }

  /** Retries that this pod tells of itself: restarts of its containers. */
  public int restarts() {
    return containers.stream().mapToInt(SeenContainer::restarts).sum();
  }

  /** How a container ended; empty when it did not. */
  public OptionalInt exitCode(String container) {
    return containers.stream()
        .filter(seen -> seen.name().equals(container))
        .mapMultiToInt((seen, found) -> {
          if (seen.state() instanceof State.Ended(var code, var reason, var message)) {
            found.accept(code);
          }
        })
        .findFirst();
  }

  /**
   * A container that has failed without a word. A node reads a container's last lines when it sees
   * it ended, which may be before the last line has got to the log.
   */
  public Optional<SeenContainer> silent() {
    return phase == Phase.FAILED && reason.isEmpty()
        ? containers.stream().filter(SeenContainer::isSilent).findFirst()
        : Optional.empty();
  }

  /** The same, had its container said this when it failed. */
  SeenPod saying(String container, String words) {
    return new SeenPod(
        name,
        uid,
        phase,
        ready,
        deleting,
        node,
        since,
        reason,
        message,
        containers.stream()
            .map(seen -> seen.name().equals(container) ? seen.saying(words) : seen)
            .toList());
  }

  /** Its node has taken it on and has not got as far as a container, whose state would say more. */
  public boolean isStarting() {
    return phase == Phase.PENDING
        && !deleting
        && since.isPresent()
        && containers.stream().allMatch(SeenPod::isToBeMade);
  }

  private static boolean isToBeMade(SeenContainer container) {
    return container.state() instanceof State.Waiting waiting
        && (waiting.reason().equals("ContainerCreating")
            || waiting.reason().equals("PodInitializing"));
  }
}
