package dev.mooring.controlplane.jobs;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.agents.AgentCalls;
import dev.mooring.controlplane.agents.JobDrafts;
import dev.mooring.controlplane.agents.JobSeen;
import dev.mooring.controlplane.agents.JobSeen.Handed;
import dev.mooring.controlplane.agents.JobSeenJson;
import dev.mooring.controlplane.agents.JobStatus;
import dev.mooring.controlplane.agents.Reply;
import dev.mooring.controlplane.work.Outcome;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.store.Claim;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import dev.mooring.tunnel.Tunnel;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Drives a job: hands it to its agent, cancels it there, deletes it there an hour after its end or
 * when its user deletes it. One task does all three, so they never cross. Thread-safe.
 */
public final class JobTasks implements TaskHandler {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  /** Longer than a call may take. */
  private static final Duration LEASE = Duration.ofSeconds(40);

  private final Store store;
  private final Function<String, Optional<Tunnel>> tunnels;
  private final JobPlanner planner;
  private final InstantSource clock;

  /**
   * @param tunnels of the agents that can be called from here
   */
  public JobTasks(
      Store store,
      Function<String, Optional<Tunnel>> tunnels,
      SasSource sas,
      LaunchSettings settings,
      InstantSource clock) {
    this.store = store;
    this.tunnels = tunnels;
    this.planner = new JobPlanner(store.resources()::find, sas, settings);
    this.clock = clock;
  }

  @Override
  public Outcome handle(Claim claim) throws IOException, InterruptedException {
    var row = store.resources().find(ResourceId.of(claim.subject()));
    if (row.isEmpty()) {
      return Outcome.DONE;
    }
    if (claim.agent().isEmpty()) {
      return route(claim, row.get(), JobSeenJson.read(row.get().observed()));
    }
    var agent = claim.agent().flatMap(tunnels).map(AgentCalls::new);
    if (agent.isEmpty()) {
      return Outcome.again(SOON);
    }
    var seen = JobSeenJson.read(row.get().observed());
    if (isGoing(row.get())) {
      return delete(claim, row.get(), seen, agent.get());
    }
    if (seen.status().ended()) {
      return forget(seen, agent.get());
    }
    if (seen.status() == JobStatus.CANCEL_REQUESTED) {
      return cancel(claim, row.get(), seen, agent.get());
    }
    return seen.isUnderway() ? Outcome.DONE : submit(claim, row.get(), agent.get());
  }

  private static boolean isGoing(Row row) {
    return row.state() == Row.State.DELETING;
  }

  /** Off its cluster first. */
  private Outcome delete(Claim claim, Row row, JobSeen seen, AgentCalls agent)
      throws IOException, InterruptedException {
    if (seen.handed().isPresent()) {
      var at = seen.handed().get();
      var reply = agent.delete(at.namespace(), at.name());
      if (reply instanceof Reply.Refused refused && !refused.isNotFound()) {
        throw new IOException("Deleting was refused: " + refused.problem());
      }
      // Its pods may take their time to stop, and hold the name until then.
      if (agent.get(at.namespace(), at.name()) instanceof Reply.Done) {
        return Outcome.again(SOON);
      }
    }
    store.resources().remove(new Fence.OfClaim(claim), row.id());
    return Outcome.DONE;
  }

  /** Who asked knew no agent: nothing but to cancel or to delete can be done without one. */
  private Outcome route(Claim claim, Row row, JobSeen seen) {
    if (isGoing(row) && !hasAgent(seen)) {
      store.resources().remove(new Fence.OfClaim(claim), row.id());
    } else if (seen.handed().isPresent()) {
      var to = seen.handed().get().agent();
      store.tasks().add(Task.now(JobDrafts.TASK, row.id().key(), to));
    } else if (seen.status() == JobStatus.CANCEL_REQUESTED) {
      write(claim, row, it -> it.canceled(Optional.empty(), clock.instant()));
    } else {
      var why =
          new Problem(
              "AgentUnknown",
              "The job's compute is on no cluster that has an agent",
              "Attach the compute, and submit the job again");
      write(claim, row, it -> it.failed(why, clock.instant()));
    }
    return Outcome.DONE;
  }

  private boolean hasAgent(JobSeen seen) {
    return seen.handed().flatMap(at -> store.agents().find(at.agent())).isPresent();
  }

  private Outcome submit(Claim claim, Row row, AgentCalls agent)
      throws IOException, InterruptedException {
    return switch (planner.plan(row)) {
      case Planned.Refused(var problem) -> {
        write(claim, row, seen -> seen.failed(problem, clock.instant()));
        // An earlier try may have handed it over; what has ended and runs there is deleted.
        yield Outcome.again(Duration.ZERO);
      }
      case Planned.Waits(var problem) -> {
        write(claim, row, seen -> seen.waiting(problem));
        yield Outcome.again(LATER);
      }
      case Planned.Ready ready -> hand(claim, row, ready, agent);
    };
  }

  /** That it may be there is written first: from then on only its agent knows whether it is. */
  private Outcome hand(Claim claim, Row row, Planned.Ready ready, AgentCalls agent)
      throws IOException, InterruptedException {
    var where = new Handed(agent.tunnel().agent(), ready.namespace(), ready.name(), false);
    write(claim, row, seen -> seen.handedTo(where));
    // It may have been cancelled, or this claim lost, in between; only what is written counts.
    var now = store.resources().find(row.id()).map(it -> JobSeenJson.read(it.observed()));
    if (now.filter(seen -> seen.status() == JobStatus.STARTING).isEmpty()
        || !store.tasks().renew(claim, LEASE)) {
      return Outcome.again(Duration.ZERO);
    }
    switch (put(claim, row, ready, agent)) {
      case Reply.Done done -> write(claim, row, JobSeen::accepted);
      case Reply.Refused refused ->
          write(claim, row, seen -> seen.refused(refused.problem(), clock.instant()));
    }
    return Outcome.DONE;
  }

  private Reply put(Claim claim, Row row, Planned.Ready ready, AgentCalls agent)
      throws IOException, InterruptedException {
    try {
      return agent.put(ready.namespace(), ready.name(), ready.job());
    } catch (IOException failed) {
      write(
          claim,
          row,
          seen ->
              seen.waiting(
                  new Problem(
                      "AgentNotAnswering",
                      "The job could not be handed over: " + failed.getMessage(),
                      "It is tried again by itself; look at the agent: kubectl get pods -n azureml")));
      throw failed;
    }
  }

  /**
   * Where its agent has not said that it has the job, the job has ended: should the agent have it
   * all the same, its watch will tell, and it is deleted there.
   */
  private Outcome cancel(Claim claim, Row row, JobSeen seen, AgentCalls agent)
      throws IOException, InterruptedException {
    var there = seen.handed().filter(Handed::accepted);
    var gone = there.isEmpty();
    if (there.isPresent()) {
      var at = there.get();
      switch (agent.cancel(at.namespace(), at.name())) {
        // How it ends is told by the watch.
        case Reply.Done done -> {}
        case Reply.Refused refused -> {
          gone = refused.isNotFound();
          if (!gone) {
            throw new IOException("Cancelling was refused: " + refused.problem());
          }
        }
      }
    }
    if (gone) {
      write(claim, row, it -> it.canceled(Optional.empty(), clock.instant()));
    }
    return Outcome.DONE;
  }

  private Outcome forget(JobSeen seen, AgentCalls agent) throws IOException, InterruptedException {
    var there = seen.handed().filter(Handed::accepted);
    if (there.isEmpty()) {
      return Outcome.DONE;
    }
    var at = there.get();
    var rest =
        seen.endTime()
            .map(end -> Duration.between(clock.instant(), end.plus(JobDrafts.KEPT)))
            .orElse(Duration.ZERO);
    if (rest.isPositive() && !runs(at, agent)) {
      return Outcome.again(rest);
    }
    return switch (agent.delete(at.namespace(), at.name())) {
      case Reply.Done done -> Outcome.DONE;
      case Reply.Refused refused -> Outcome.DONE;
    };
  }

  /** Whether it still runs there although it has ended here. */
  private static boolean runs(Handed at, AgentCalls agent)
      throws IOException, InterruptedException {
    return switch (agent.get(at.namespace(), at.name())) {
      case Reply.Done done -> !AgentCalls.report(done).phase().ended();
      case Reply.Refused refused -> false;
    };
  }

  private void write(Claim claim, Row row, UnaryOperator<JobSeen> change) {
    store.resources().report(new Fence.OfClaim(claim), row.id(), now -> JobDrafts.of(now, change));
  }
}
