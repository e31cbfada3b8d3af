package dev.mooring.controlplane.agents;

import dev.mooring.api.Problem;
import dev.mooring.api.agent.JobReport;
import java.time.Instant;
import java.util.Optional;

/**
 * What is seen of a job. An ended job never changes again.
 *
 * @param problem why it waits, failed or was cancelled
 * @param exitCode of its command, once it ended by itself
 * @param handed where it is; empty until its agent is about to be asked
 */
public record JobSeen(
    JobStatus status,
    Optional<Problem> problem,
    Optional<Instant> startTime,
    Optional<Instant> endTime,
    Optional<Integer> exitCode,
    Optional<Handed> handed) {

  /** A job nobody has done anything about. */
  public static final JobSeen NOTHING =
      new JobSeen(
          JobStatus.NOT_STARTED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Where a job was handed to.
   *
   * @param name on the cluster
   * @param accepted the agent has it, and says so; before that it may have it
   */
  public record Handed(String agent, String namespace, String name, boolean accepted) {
    boolean isAt(Handed other) {
      return agent.equals(other.agent)
          && namespace.equals(other.namespace)
          && name.equals(other.name);
    }
  }

  /** It has been handed over: nothing is left to do until it ends. */
  public boolean isUnderway() {
    return !waits() && handed.filter(Handed::accepted).isPresent();
  }

  /**
   * What it is after its agent has spoken.
   *
   * @param gone it was deleted there
   */
  public JobSeen told(JobReport report, boolean gone, Instant now) {
    if (status.ended()) {
      return this;
    }
    if (gone && !report.phase().ended()) {
      return accepted().vanished(now);
    }
    if (!report.launched() && report.phase() == JobReport.Phase.PREPARING) {
      // Handing it over broke off in the middle, and is still to be done.
      return accepted();
    }
    var start = report.startTime().or(this::startTime);
    return new JobSeen(
        status == JobStatus.CANCEL_REQUESTED && !report.phase().ended()
            ? status
            : JobStatus.of(report.phase()),
        report.problem(),
        start,
        report.phase().ended() ? report.endTime().or(() -> Optional.of(now)) : Optional.empty(),
        report.exitCode(),
        accepted().handed);
  }

  /** The cluster does not have it any more, and nobody saw how it ended. */
  public JobSeen vanished(Instant now) {
    if (status == JobStatus.CANCEL_REQUESTED) {
      return canceled(Optional.empty(), now);
    }
    return failed(
        new Problem(
            "JobVanished",
            "The job was deleted on its cluster before it ended%s"
                .formatted(
                    handed
                        .map(at -> " (AmlJob %s in %s)".formatted(at.name(), at.namespace()))
                        .orElse("")),
            "Submit it again; the cluster's audit log tells who deleted it"),
        now);
  }

  /** Somebody wants it to end: a job that was not handed to anyone has ended then. */
  public JobSeen cancelRequested(Instant now) {
    if (status.ended()) {
      return this;
    }
    return handed.isEmpty()
        ? canceled(Optional.empty(), now)
        : new JobSeen(JobStatus.CANCEL_REQUESTED, problem, startTime, endTime, exitCode, handed);
  }

  public JobSeen canceled(Optional<Problem> why, Instant now) {
    return ended(JobStatus.CANCELED, why, now);
  }

  public JobSeen failed(Problem why, Instant now) {
    return ended(JobStatus.FAILED, Optional.of(why), now);
  }

  private JobSeen ended(JobStatus how, Optional<Problem> why, Instant now) {
    return status.ended()
        ? this
        : new JobSeen(how, why, startTime, Optional.of(now), Optional.empty(), handed);
  }

  /** It waits, and why; its agent knows better once it has it. */
  public JobSeen waiting(Problem why) {
    return waits()
        ? new JobSeen(status, Optional.of(why), startTime, endTime, exitCode, handed)
        : this;
  }

  private boolean waits() {
    return status == JobStatus.NOT_STARTED || status == JobStatus.STARTING;
  }

  /** Its agent would not take it, so it is not there. */
  public JobSeen refused(Problem why, Instant now) {
    var ended =
        status == JobStatus.CANCEL_REQUESTED ? canceled(Optional.of(why), now) : failed(why, now);
    return new JobSeen(
        ended.status,
        ended.problem,
        ended.startTime,
        ended.endTime,
        ended.exitCode,
        Optional.empty());
  }

  /** Its agent is about to be asked, if that is still to be done. */
  public JobSeen handedTo(Handed where) {
    return waits()
        ? new JobSeen(
            JobStatus.STARTING,
            Optional.empty(),
            startTime,
            endTime,
            exitCode,
            handed.filter(where::isAt).or(() -> Optional.of(where)))
        : this;
  }

  /** Its agent has it. */
  public JobSeen accepted() {
    return new JobSeen(
        status,
        waits() ? Optional.empty() : problem,
        startTime,
        endTime,
        exitCode,
        handed.map(at -> new Handed(at.agent(), at.namespace(), at.name(), true)));
  }
}
