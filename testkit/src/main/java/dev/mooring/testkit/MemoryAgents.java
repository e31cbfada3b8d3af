package dev.mooring.testkit;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Agent;
import dev.mooring.store.Agents;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Thread-safe by its mutex. */
final class MemoryAgents implements Agents {
  private final Mutex mutex;
  private final InstantSource clock;
  private final MemoryTasks tasks;

  /** In the order in which they were registered last. */
  private final Map<String, Agent> agents = new LinkedHashMap<>();

  private long epochs;

  MemoryAgents(Mutex mutex, InstantSource clock, MemoryTasks tasks) {
    this.mutex = mutex;
    this.clock = clock;
    this.tasks = tasks;
  }

  @Override
  public void register(String id, ResourceId cluster, String certificate) {
    mutex.alone(() -> {
      var old =
          Optional.ofNullable(agents.remove(id))
              .orElse(new Agent(id, cluster, certificate, 0, "", Optional.empty()));
      var now = new Agent(id, cluster, certificate, old.epoch(), old.cursor(), old.seenAt());
      agents.put(id, now);
      return now;
    });
  }

  @Override
  public Optional<Agent> find(String id) {
    return mutex.alone(() -> Optional.ofNullable(agents.get(id)));
  }

  @Override
  public Optional<Agent> on(ResourceId cluster) {
    return mutex.alone(() ->
        new ArrayList<>(agents.values())
            .reversed().stream().filter(agent -> agent.cluster().equals(cluster)).findFirst());
  }

  @Override
  public Optional<Long> accept(String id) {
    return mutex.alone(() ->
        find(id)
            .map(agent -> {
              epochs++;
              saw(agent, epochs, agent.cursor());
              return epochs;
            }));
  }

  @Override
  public boolean seen(String id, long epoch, String cursor) {
    return mutex.alone(() -> {
      var held = holds(id, epoch);
      if (held) {
        find(id).ifPresent(agent -> saw(agent, epoch, cursor));
      }
      return held;
    });
  }

  private void saw(Agent agent, long epoch, String cursor) {
    agents.replace(
        agent.id(),
        new Agent(
            agent.id(), agent.cluster(), agent.certificate(), epoch, cursor, Optional.of(now())));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Whether the tunnel is the newest of the agent. */
  boolean holds(String id, long epoch) {
    return Optional.ofNullable(agents.get(id)).map(agent -> agent.epoch() == epoch).orElse(false);
  }

  @Override
  public void remove(String id) {
    mutex.alone(() -> {
      tasks.release(id);
      return Optional.ofNullable(agents.remove(id));
    });
  }
}
