package dev.mooring.tunnel;

import java.time.Duration;
import java.time.Instant;

/** How an agent's link to the gateway is. */
public sealed interface LinkState {

  /** The gateway has admitted the agent and can call it. */
  record Connected(Instant since) implements LinkState {}

  /**
   * There is no link; the dialer tries again.
   *
   * @param since when the link was lost, or the first attempt began
   * @param retryIn from now
   */
  record Broken(Instant since, String code, String message, String nextStep, Duration retryIn)
      implements LinkState {}
}
