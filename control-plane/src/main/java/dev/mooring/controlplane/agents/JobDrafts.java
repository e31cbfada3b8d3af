package dev.mooring.controlplane.agents;

import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a job's row becomes when something more is seen of it. */
public final class JobDrafts {
  /** The kind of the one task that drives a job. */
  public static final String TASK = "job";

  /** How long the cluster keeps an ended job, for those who look at it there. */
  public static final Duration KEPT = Duration.ofHours(1);

  private JobDrafts() {}

  /**
   * The row with what is seen now; empty when that is nothing new. A job that ends on its cluster
   * is to be forgotten there after a while, and nobody waits for its row any more.
   */
  public static Optional<Draft> of(Row row, UnaryOperator<JobSeen> change) {
    var before = JobSeenJson.read(row.observed());
    var next = change.apply(before);
    if (next.equals(before)) {
      return Optional.empty();
    }
    var draft = Draft.of(row).withObserved(JobSeenJson.write(next, row.observed()));
    if (!next.status().ended()) {
      return Optional.of(draft);
    }
    var ended = row.state().ended() ? draft : draft.with(Row.State.SUCCEEDED, Optional.empty());
    return Optional.of(
        next.handed()
            .map(at ->
                ended.withTasks(new Task(TASK, row.id().key(), Optional.of(at.agent()), KEPT)))
            .orElse(ended));
  }
}
