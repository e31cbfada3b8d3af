package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a gang. The scheduler writes the plan, the reason with its figures, since
 * when the gang waited, the conditions, the phases Pending and Inqueue, and Running when all of a
 * plan is bound; the controllers write the counts and, while there is no plan, the phases Running,
 * Unknown and Completed. Whoever replaces a status carries on what is the other's: {@link
 * #decided}.
 *
 * @param phase null until the scheduler has seen the group
 * @param plan the seats decided and perhaps not all bound yet; null when nothing is decided
 * @param reason why the gang waits; null when it does not
 * @param waiting the figures behind the reason; null when there are none
 * @param waitingSince when the gang began to wait for the seats that it last got; null until it got
 *     some
 * @param conditions Volcano's, of each type at most one
 * @param running pods that run
 * @param succeeded pods that ended well
 * @param failed pods that ended otherwise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodGroupStatus(
    @Nullable PodGroupPhase phase,
    @Nullable GangPlan plan,
    @Nullable Reason reason,
    @Nullable GangWait waiting,
    @Nullable Instant waitingSince,
    List<PodGroupCondition> conditions,
    @Min(0) int running,
    @Min(0) int succeeded,
    @Min(0) int failed) {

  public static final PodGroupStatus NONE = new PodGroupStatus(null, null, null);

  public PodGroupStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** Of a gang without conditions, none of whose pods was seen to run or end. */
  public PodGroupStatus(
      @Nullable PodGroupPhase phase, @Nullable GangPlan plan, @Nullable Reason reason) {
    this(phase, plan, reason, null, null, List.of(), 0, 0, 0);
  }

  /** With what the scheduler decided anew; conditions and counts as they are. */
  public PodGroupStatus decided(
      @Nullable PodGroupPhase nextPhase, @Nullable GangPlan nextPlan, @Nullable Reason because) {
    var figures = because != null && because.equals(reason) ? waiting : null;
    return new PodGroupStatus(
        nextPhase,
        nextPlan,
        because,
        figures,
        waitingSince,
        conditions,
        running,
        succeeded,
        failed);
  }

  /** With the time since when it waited for the seats that it gets now. */
  public PodGroupStatus with(Instant since) {
    return new PodGroupStatus(
        phase, plan, reason, waiting, since, conditions, running, succeeded, failed);
  }

  /** With the figures behind its reason. */
  public PodGroupStatus with(GangWait figures) {
    return new PodGroupStatus(
        phase, plan, reason, figures, waitingSince, conditions, running, succeeded, failed);
  }

  /** With these conditions in the place of those that it has. */
  public PodGroupStatus with(List<PodGroupCondition> others) {
    return new PodGroupStatus(
        phase, plan, reason, waiting, waitingSince, others, running, succeeded, failed);
  }
}
