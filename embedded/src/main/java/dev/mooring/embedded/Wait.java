package dev.mooring.embedded;

import dev.mooring.progress.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Waits on conditions of programs that tell nobody when they are ready. Stateless. */
final class Wait {
  private static final Duration POLL = Duration.ofMillis(250);

  private Wait() {}

  /**
   * Polls until {@code missing} is empty.
   *
   * @param missing what is still waited for; shown as the step's progress and in the error
   * @param hint where to look when the bound passes
   */
  static void until(Step step, Duration bound, Supplier<String> missing, String hint) {
    var end = Instant.now().plus(bound);
    var last = "";
    while (true) {
      var now = missing.get();
      if (now.isEmpty()) {
        return;
      }
      if (!now.equals(last)) {
        step.line(now);
        last = now;
      }
      if (Instant.now().isAfter(end)) {
        throw new EmbeddedException(
            EmbeddedException.Code.TIMEOUT,
            "After %d s still %s; %s".formatted(bound.toSeconds(), now, hint));
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbeddedException(EmbeddedException.Code.TIMEOUT, "Interrupted while " + now, e);
      }
    }
  }
}
