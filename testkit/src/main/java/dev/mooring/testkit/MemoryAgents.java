package dev.mooring.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import dev.mooring.store.Agent;
import dev.mooring.store.Agents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Thread-safe by its mutex. */
final class MemoryAgents implements Agents {
  private final Mutex mutex;
  private final InstantSource clock;
  private final MemoryTasks tasks;

  /** In the order in which they were registered last. */
  private final Map<String, Kept> agents = new LinkedHashMap<>();

  private long epochs;

  /** An agent without the time that goes by. */
  private record Kept(
      String id,
      ResourceId cluster,
      String certificate,
      long epoch,
      String cursor,
      Optional<JsonNode> pods,
      Optional<Instant> seenAt) {
    Kept seen(long newest, String readTo, Optional<JsonNode> told, Instant now) {
      return new Kept(id, cluster, certificate, newest, readTo, told, Optional.of(now));
    }

    Agent read(Instant now) {
      return new Agent(
          id,
          cluster,
          certificate,
          epoch,
          cursor,
          pods,
          seenAt,
          seenAt.map(at -> Duration.between(at, now)));
    }
  }

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
              .orElse(
                  new Kept(id, cluster, certificate, 0, "", Optional.empty(), Optional.empty()));
      var now =
          new Kept(id, cluster, certificate, old.epoch(), old.cursor(), old.pods(), old.seenAt());
      agents.put(id, now);
      return now;
    });
  }

  @Override
  public Optional<Agent> find(String id) {
    return mutex.alone(() -> Optional.ofNullable(agents.get(id)).map(kept -> kept.read(now())));
  }

  @Override
  public Optional<Agent> on(ResourceId cluster) {
    return mutex
        .alone(() ->
            new ArrayList<>(agents.values())
                .reversed().stream().filter(agent -> agent.cluster().equals(cluster)).findFirst())
        .map(kept -> kept.read(now()));
  }

  @Override
  public Optional<Long> accept(String id) {
    return mutex.alone(() ->
        Optional.ofNullable(agents.get(id))
            .map(agent -> {
              epochs++;
              agents.replace(id, agent.seen(epochs, agent.cursor(), agent.pods(), now()));
              return epochs;
            }));
  }

  @Override
  public boolean seen(String id, long epoch, String cursor) {
    return heard(id, epoch, agent -> agent.seen(epoch, cursor, agent.pods(), now()));
  }

  @Override
  public boolean told(String id, long epoch, JsonNode pods) {
    return heard(
        id, epoch, agent -> agent.seen(epoch, agent.cursor(), Optional.of(pods.deepCopy()), now()));
  }

  private boolean heard(String id, long epoch, UnaryOperator<Kept> change) {
    return mutex.alone(() -> {
      var held = holds(id, epoch);
      if (held) {
        agents.computeIfPresent(id, (key, agent) -> change.apply(agent));
      }
      return held;
    });
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
