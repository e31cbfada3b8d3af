package dev.mooring.controlplane.attach;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.agents.JobDrafts;
import dev.mooring.controlplane.agents.JobSeen;
import dev.mooring.controlplane.agents.JobSeenJson;
import dev.mooring.controlplane.agents.JobStatus;
import dev.mooring.controlplane.work.Outcome;
import dev.mooring.controlplane.work.Rows;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A compute that is wanted is handed to its cluster's task; of one that is to go, the jobs end
 * first. Thread-safe.
 */
public final class ComputeTasks implements TaskHandler {
  /** The kind of these tasks; their subject is the compute. */
  public static final String TASK = "compute";

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Store store;
  private final Duration drain;
  private final InstantSource clock;

  public ComputeTasks(Store store, AttachTimes times, InstantSource clock) {
    this.store = store;
    this.drain = times.drain();
    this.clock = clock;
  }

  @Override
  public Outcome handle(Claim claim) {
    var row = store.resources().find(ResourceId.of(claim.subject()));
    if (row.isEmpty()) {
      return Outcome.DONE;
    }
    return switch (row.get().state()) {
      case CREATING, UPDATING -> attach(claim, row.get());
      case DELETING -> detach(claim, row.get());
      case SUCCEEDED, FAILED, CANCELED -> Outcome.DONE;
    };
  }

  private Outcome attach(Claim claim, Row row) {
    var cluster = Compute.cluster(row);
    if (cluster.isEmpty()) {
      new Ledger(store, claim).fail(List.of(row), Problems.noCluster(""));
    } else {
      store.tasks().add(Task.now(AgentTasks.TASK, cluster.get().key()));
    }
    return Outcome.DONE;
  }

  private Outcome detach(Claim claim, Row row) {
    var now = clock.instant();
    var jobs = unfinished(row);
    if (jobs.isEmpty()) {
      return release(claim, row);
    }
    var since = Compute.drainSince(row);
    if (since.isEmpty()) {
      drain(claim, row, jobs.size(), now);
    }
    var late = since.filter(it -> now.isAfter(it.plus(drain))).isPresent();
    jobs.forEach(job -> end(claim, job, late, now));
    return Outcome.again(LOOK);
  }

  private List<Row> unfinished(Row compute) {
    return Rows.all(store.resources(), compute.id().parent(), Types.JOB).stream()
        .filter(job ->
            job.properties()
                .path("computeId")
                .asText("")
                .toLowerCase(Locale.ROOT)
                .equals(compute.id().key()))
        .filter(job -> !JobSeenJson.read(job.observed()).status().ended())
        .toList();
  }

  /** Nothing holds it any more: the cluster's task removes it. */
  private Outcome release(Claim claim, Row row) {
    var cluster = Compute.cluster(row);
    if (cluster.isEmpty()) {
      new Ledger(store, claim).remove(List.of(row));
      return Outcome.DONE;
    }
    store
        .resources()
        .report(
            new Fence.OfClaim(claim),
            row.id(),
            now ->
                now.state() == Row.State.DELETING
                    ? Optional.of(
                        Draft.of(now)
                            .with(Row.State.DELETING, Optional.empty())
                            .withObserved(Compute.drained(now))
                            .withTasks(Task.now(AgentTasks.TASK, cluster.get().key())))
                    : Optional.empty());
    return Outcome.DONE;
  }

  private void drain(Claim claim, Row row, int jobs, Instant now) {
    var waits =
        new Problem(
            "JobsEnding",
            "%d jobs of the compute are being cancelled".formatted(jobs),
            "Nothing; it goes when they have ended, or in %d s".formatted(drain.toSeconds()));
    store
        .resources()
        .report(
            new Fence.OfClaim(claim),
            row.id(),
            seen ->
                seen.state() == Row.State.DELETING
                    ? Optional.of(
                        Draft.of(seen)
                            .with(Row.State.DELETING, Optional.of(waits))
                            .withObserved(Compute.draining(seen, now)))
                    : Optional.empty());
  }

  /**
   * @param late its agent had its time
   */
  private void end(Claim claim, Row job, boolean late, Instant now) {
    store
        .resources()
        .report(
            new Fence.OfClaim(claim),
            job.id(),
            row ->
                JobDrafts.of(row, seen -> late ? given(seen, now) : seen.cancelRequested(now))
                    .map(draft -> asked(row, draft)));
  }

  private static JobSeen given(JobSeen seen, Instant now) {
    return seen.canceled(
        Optional.of(
            new Problem(
                "CanceledByDetach",
                "The compute was detached, and its agent did not say that the job has ended",
                seen.handed()
                    .map(at ->
                        "Look whether its pods still run: kubectl get pods -n " + at.namespace())
                    .orElse("Submit it to another compute"))),
        now);
  }

  /** The job's own task cancels it on its cluster. */
  private static Draft asked(Row row, Draft draft) {
    var seen = JobSeenJson.read(draft.observed());
    return seen.status() == JobStatus.CANCEL_REQUESTED && seen.handed().isPresent()
        ? draft.withTasks(Task.now(JobDrafts.TASK, row.id().key(), seen.handed().get().agent()))
        : draft;
  }
}
