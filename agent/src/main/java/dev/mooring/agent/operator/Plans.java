package dev.mooring.agent.operator;

import dev.mooring.training.JobKind;
import dev.mooring.training.JobRef;
import dev.mooring.training.Planned;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What jobs need, worked out once for each version of their specifications. Thread-safe.
 *
 * @param <S> the specification
 */
final class Plans<S> {
  private final JobKind<S> kind;
  private final Map<String, Known> byUid = new ConcurrentHashMap<>();

  private record Known(long generation, Planned planned) {}

  Plans(JobKind<S> kind) {
    this.kind = kind;
  }

  /**
   * @param generation counts the specification's versions; a job without one is new each time
   */
  Planned of(JobRef job, @Nullable Long generation, S spec) {
    if (generation == null) {
      return kind.plan(job, spec);
    }
    return Objects.requireNonNull(
            byUid.compute(
                job.uid(),
                (_, known) ->
                    known != null && known.generation() == generation
                        ? known
                        : new Known(generation, kind.plan(job, spec))))
        .planned();
  }

  void forget(String uid) {
    byUid.remove(uid);
  }
}
