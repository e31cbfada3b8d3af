package dev.mooring.controlplane.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.WatchEvent;
import dev.mooring.controlplane.work.Rows;
import dev.mooring.store.Agent;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what an agent says of its jobs into their rows, and what it says of its pods beside its
 * cursor, under its tunnel's epoch. Stateless.
 */
final class JobReports {
  private static final Logger LOG = LoggerFactory.getLogger(JobReports.class);

  private final Store store;
  private final String agent;
  private final Fence.OfTunnel fence;
  private final InstantSource clock;

  JobReports(Store store, String agent, long epoch, InstantSource clock) {
    this.store = store;
    this.agent = agent;
    this.fence = new Fence.OfTunnel(agent, epoch);
    this.clock = clock;
  }

  String cursor() {
    return store.agents().find(agent).map(it -> it.cursor()).orElse("");
  }

  /** Notes how far the watch was read; false when a newer tunnel has taken over. */
  boolean save(String cursor) {
    return store.agents().seen(agent, fence.epoch(), cursor);
  }

  /** Writes nothing when it is what was told before. */
  void told(WatchEvent.Pods event) {
    JsonNode pods = AgentJson.MAPPER.valueToTree(event.pods());
    if (!store.agents().find(agent).flatMap(Agent::pods).equals(Optional.of(pods))) {
      store.agents().told(agent, fence.epoch(), pods);
    }
  }

  /** An agent speaks for the jobs it was handed, and for no others. */
  void told(WatchEvent.Job event) {
    var row = id(event.id()).flatMap(store.resources()::find);
    if (row.isEmpty() || !isOurs(row.get())) {
      LOG.debug("Agent {} told of a job that is not its own: '{}'", agent, event.id());
      return;
    }
    if (JobSeenJson.read(row.get().observed()).status().ended()) {
      leftover(row.get(), event);
    } else {
      write(row.get(), seen -> seen.told(event.report(), event.gone(), clock.instant()));
    }
  }

  /**
   * It has ended here, and is still there. If it runs on, or was not known to be there, whoever has
   * the task sees to it.
   */
  private void leftover(Row row, WatchEvent.Job event) {
    var known = JobSeenJson.read(row.observed()).handed().filter(JobSeen.Handed::accepted);
    if (event.gone() || (event.report().phase().ended() && known.isPresent())) {
      return;
    }
    store
        .resources()
        .report(
            fence,
            row.id(),
            now ->
                Optional.of(
                    Draft.of(now)
                        .withObserved(
                            JobSeenJson.write(
                                JobSeenJson.read(now.observed()).accepted(), now.observed()))
                        .withTasks(Task.now(JobDrafts.TASK, now.id().key(), agent))));
  }

  private static Optional<ResourceId> id(String text) {
    try {
      return Optional.of(ResourceId.of(text)).filter(id -> id.isA(Types.JOB));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  private boolean isOurs(Row row) {
    return JobSeenJson.read(row.observed())
        .handed()
        .filter(at -> at.agent().equals(agent))
        .isPresent();
  }

  /** Jobs that the agent has said it has, and that have not ended. */
  List<Row> unfinished() {
    var known = store.agents().find(agent);
    if (known.isEmpty()) {
      return List.of();
    }
    return Rows.all(store.resources(), Optional.empty(), Types.COMPUTE).stream()
        .filter(compute ->
            known
                .get()
                .cluster()
                .toString()
                .equalsIgnoreCase(compute.properties().path("resourceId").asText("")))
        .flatMap(compute -> compute.id().parent().stream())
        .distinct()
        .flatMap(
            workspace -> Rows.all(store.resources(), Optional.of(workspace), Types.JOB).stream())
        .filter(this::isAcceptedAndRuns)
        .toList();
  }

  private boolean isAcceptedAndRuns(Row row) {
    var seen = JobSeenJson.read(row.observed());
    return !seen.status().ended()
        && seen.handed().filter(at -> at.accepted() && at.agent().equals(agent)).isPresent();
  }

  void vanished(Row row) {
    write(row, seen -> seen.vanished(clock.instant()));
  }

  private void write(Row row, UnaryOperator<JobSeen> change) {
    store.resources().report(fence, row.id(), now -> JobDrafts.of(now, change));
  }
}
