package dev.mooring.training;

import java.util.Optional;

/**
 * What matters of a container.
 *
 * @param restarts how often the kubelet has started it again
 * @param last how it ended before its present state; empty when it never did
 */
public record SeenContainer(
    String name, String image, int restarts, State state, Optional<State.Ended> last) {

  /** As the kubelet reports it. */
  public sealed interface State {

    /**
     * Not started.
     *
     * @param reason such as {@code ContainerCreating} or {@code ImagePullBackOff}
     */
    record Waiting(String reason, String message) implements State {}

    record Running() implements State {}

    /**
     * Ended.
     *
     * @param reason such as {@code Error} or {@code OOMKilled}
     * @param message its last log lines where it failed without a message of its own
     */
    record Ended(int exitCode, String reason, String message) implements State {}
  }

  /** The same, had it said this when it failed. */
  SeenContainer saying(String words) {
    return state instanceof State.Ended(var code, var reason, var message)
        ? new SeenContainer(name, image, restarts, new State.Ended(code, reason, words), last)
        : this;
  }

  /** It has failed, and its node passes on no word of it. */
  boolean isSilent() {
    return state instanceof State.Ended(var code, var reason, var message)
        && code != 0
        && message.isBlank();
  }

  /** How it failed, when it has failed and does not run again yet. */
  public Optional<State.Ended> failure() {
    return switch (state) {
      case State.Ended ended when ended.exitCode() != 0 -> Optional.of(ended);
      case State.Waiting waiting when waiting.reason().equals("CrashLoopBackOff") -> last;
      case State.Ended ended -> Optional.empty();
      case State.Waiting waiting -> Optional.empty();
      case State.Running running -> Optional.empty();
    };
  }
}
