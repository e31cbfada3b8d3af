package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.crd.ReplicaStatus;
import dev.mooring.crd.Restarts;
import dev.mooring.crd.RunPolicy;
import dev.mooring.training.Decision.Clearing;
import dev.mooring.training.Decision.Making;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** From what is asked and what is seen to what is done, for every kind of job. */
public final class Jobs {
  /** Later instants than this from now are more than clocks and timers can count. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private Jobs() {}

  /** Nothing that its pods do matters to it any more. */
  public static boolean isOver(JobStatus status) {
    return Conditions.ended(status.conditions());
  }

  /**
   * Decides one pass.
   *
   * @param before the status as it was last written
   * @param now the status keeps whole seconds of it, as Kubernetes' times do
   */
  public static Decision decide(JobPlan plan, JobStatus before, Seen seen, Instant now) {
    var pass = new Pass(plan, before, seen, now.truncatedTo(ChronoUnit.SECONDS));
    if (isOver(before)) {
      return Ending.after(pass);
    }
    if (plan.policy().suspend()) {
      return Suspension.of(pass);
    }
    var begun = begun(pass);
    return switch (plan.rules().judge(plan, seen)) {
      case Verdict.Success success -> Ending.succeeded(pass, begun);
      case Verdict.Failure failure -> Ending.failed(pass, begun, failure);
      case Verdict.Underway underway -> {
        var deadline = deadline(plan, begun);
        yield deadline.isPresent() && !deadline.get().isAfter(pass.now())
            ? Ending.failed(pass, begun, overdue(plan))
            : Underway.of(pass, begun, underway, deadline);
      }
    };
  }

  /**
   * A job whose specification cannot be carried out has failed: nothing is made for it, and what an
   * earlier specification made is cleaned up.
   */
  public static Decision refuse(Refusal refusal, JobStatus before, Seen seen, Instant now) {
    var second = now.truncatedTo(ChronoUnit.SECONDS);
    var status = isOver(before) ? before : refused(refusal, before, second);
    var policy = Ending.policy(refusal.policy(), status);
    var expiry = Ending.expiry(refusal.policy(), status);
    var over = Ending.isOver(expiry, second);
    return new Decision(
        Making.NOTHING,
        status,
        JobEvents.between(before, status),
        new Clearing(Ending.pods(seen, policy), Ending.services(seen, policy), seen.extras(), over),
        over ? Optional.empty() : expiry);
  }

  /** What is refused, and why. */
  public record Refusal(JobRef job, RunPolicy policy, Planned.Refused because) {}

  private static JobStatus refused(Refusal refusal, JobStatus before, Instant now) {
    var code = refusal.job().kind() + "FailedValidation";
    var message = refusal.because().message();
    return before
        .withConditions(
            Conditions.with(before.conditions(), ConditionType.FAILED, code, message, now))
        .withCompletionTime(now)
        .withLastReconcileTime(now)
        .withReason(
            new Reason(code, message, "Correct the specification and submit the job again"));
  }

  /**
   * Whether a first status says no more than that the job is there, which whoever looks at the job
   * sees: nothing is lost if it is written later. Not where something else reads it, as a deadline
   * or an autoscaler does, nor where a pod is slow to start, for then each pass asks why.
   */
  public static boolean canBeSaidLater(
      JobPlan plan, JobStatus before, Seen seen, Decision decision, Instant now) {
    var next = decision.status();
    return before.equals(JobStatus.NONE)
        && next.conditions().size() == 1
        && Conditions.has(next.conditions(), ConditionType.CREATED)
        && next.reason() == null
        && next.restarts() == null
        && decision.wake().isEmpty()
        && decision.clearing().equals(Clearing.NOTHING)
        && plan.rules().extras(plan, seen).isEmpty()
        && seen.slowStart(now).isEmpty();
  }

  /**
   * A first decision with the times of an earlier pass that did not write its status.
   *
   * @param first when that was; the status keeps whole seconds of it
   */
  public static Decision asOf(Instant first, Decision decision) {
    var second = first.truncatedTo(ChronoUnit.SECONDS);
    var status = decision.status();
    var began = status.startTime() == null ? status : status.withStartTime(second);
    return new Decision(
        decision.making(),
        began.withConditions(Conditions.createdAt(second, status.conditions())),
        decision.events(),
        decision.clearing(),
        decision.wake());
  }

  /** What is counted of jobs. */
  public enum Milestone {
    CREATED,
    RESTARTED,
    SUCCEEDED,
    FAILED
  }

  /** What a job has come to between two statuses; nothing between two that are alike. */
  public static List<Milestone> milestones(JobStatus before, JobStatus after) {
    return JobEvents.news(before, after).stream()
        .<Milestone>mapMulti((type, found) -> {
          switch (type) {
            case CREATED -> found.accept(Milestone.CREATED);
            case RESTARTING -> found.accept(Milestone.RESTARTED);
            case SUCCEEDED -> found.accept(Milestone.SUCCEEDED);
            case FAILED -> found.accept(Milestone.FAILED);
            case RUNNING, SUSPENDED -> {}
          }
        })
        .toList();
  }

  /**
   * How many pods have failed between two statuses. Those that are taken away to be made again no
   * longer count in the status; a container that its kubelet starts again is no failed pod.
   */
  public static int failedPods(JobStatus before, JobStatus after, Seen seen) {
    var retried =
        seen.pods().values().stream()
            .filter(pod -> pod.phase() == SeenPod.Phase.FAILED && !pod.wasTurnedAway())
            .filter(pod -> seen.with(Restarts.of(after)).isTaken(pod))
            .filter(pod -> !seen.with(Restarts.of(before)).isTaken(pod))
            .count();
    return (int) retried + Math.max(0, failed(after) - failed(before));
  }

  private static int failed(JobStatus status) {
    return status.replicaStatuses().values().stream().mapToInt(ReplicaStatus::failed).sum();
  }

  /** Whether a job has reached its end. */
  public static boolean hasSucceeded(JobStatus status) {
    return Conditions.has(status.conditions(), ConditionType.SUCCEEDED);
  }

  /** Whether a job has failed for good. */
  public static boolean hasFailed(JobStatus status) {
    return Conditions.has(status.conditions(), ConditionType.FAILED);
  }

  /** The job as it is at least, once it is seen and not suspended. */
  private static JobStatus begun(Pass pass) {
    var before = pass.before();
    var created = created(pass);
    if (Conditions.has(before.conditions(), ConditionType.SUSPENDED)) {
      return created
          .withConditions(
              Conditions.without(
                  created.conditions(),
                  ConditionType.SUSPENDED,
                  pass.reason("Resumed"),
                  pass.says("resumed."),
                  pass.now()))
          .withStartTime(pass.now());
    }
    return before.startTime() == null ? created.withStartTime(pass.now()) : created;
  }

  static JobStatus created(Pass pass) {
    var conditions = pass.before().conditions();
    return conditions.isEmpty()
        ? pass.before()
            .withConditions(
                Conditions.with(
                    conditions,
                    ConditionType.CREATED,
                    pass.reason(ConditionType.CREATED.word()),
                    pass.says("created."),
                    pass.now()))
        : pass.before();
  }

  private static Optional<Instant> deadline(JobPlan plan, JobStatus begun) {
    var seconds = plan.policy().activeDeadlineSeconds();
    return seconds == null || begun.startTime() == null
        ? Optional.empty()
        : Optional.of(
            begun.startTime().plus(Duration.ofSeconds(Math.min(seconds, FOREVER.toSeconds()))));
  }

  private static Verdict.Failure overdue(JobPlan plan) {
    return new Verdict.Failure(
        "because it was active longer than specified deadline.",
        new Reason(
            "DeadlineExceeded",
            "The job was under way for longer than spec.runPolicy.activeDeadlineSeconds, %d s"
                .formatted(plan.policy().activeDeadlineSeconds()),
            "Raise the limit or let the job do less, and submit it again"));
  }
}
