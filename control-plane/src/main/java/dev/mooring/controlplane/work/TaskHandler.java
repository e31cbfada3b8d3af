package dev.mooring.controlplane.work;

import dev.mooring.store.Claim;
import java.io.IOException;

/** Does the tasks of one kind; of one subject never two at once. Thread-safe. */
@FunctionalInterface
public interface TaskHandler {
  /**
   * Does what is due, as far as it can be done now. It may have died at any point before: it looks
   * at what is, and goes on from there.
   *
   * @throws InterruptedException when the claim was lost, or the process ends
   */
  Outcome handle(Claim claim) throws IOException, InterruptedException;
}
