package dev.mooring.training;

import dev.mooring.crd.Reason;
import java.util.List;
import java.util.Optional;

/** What the state of its pods means for a job. */
public sealed interface Verdict {

  /**
   * It goes on.
   *
   * @param running the pod that stands for the job runs
   * @param failed pods that ended wrongly and are replaced, one or more in a restart
   * @param waiting why it does not get on; empty when it does
   */
  record Underway(boolean running, List<SeenPod> failed, Optional<Reason> waiting)
      implements Verdict {
    public Underway {
      failed = List.copyOf(failed);
    }
  }

  /** It has reached its end. */
  record Success() implements Verdict {}

  /**
   * It has failed for good.
   *
   * @param word what the reason of the condition says after the kind of the job
   * @param summary for the condition, such as {@code because 1 Worker replica(s) failed}
   * @param reason for people
   */
  record Failure(String word, String summary, Reason reason) implements Verdict {
    public Failure(String summary, Reason reason) {
      this(ConditionType.FAILED.word(), summary, reason);
    }

    /** The same under another word, such as {@code Evicted}. */
    public Failure under(String other) {
      return new Failure(other, summary, reason);
    }
  }
}
