package dev.mooring.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Operation;
import dev.mooring.store.Resources;
import dev.mooring.store.Row;
import dev.mooring.store.Written;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Thread-safe by its mutex. */
final class MemoryResources implements Resources {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Mutex mutex;
  private final InstantSource clock;
  private final MemoryTasks tasks;
  private final MemoryAgents agents;
  private final NavigableMap<String, Row> rows = new TreeMap<>();
  private final Map<UUID, Operation> operations = new HashMap<>();

  MemoryResources(Mutex mutex, InstantSource clock, MemoryTasks tasks, MemoryAgents agents) {
    this.mutex = mutex;
    this.clock = clock;
    this.tasks = tasks;
    this.agents = agents;
  }

  @Override
  public Optional<Row> find(ResourceId id) {
    return mutex.alone(() -> Optional.ofNullable(rows.get(id.key())).map(MemoryResources::copy));
  }

  @Override
  public List<Row> list(
      Optional<ResourceId> parent, String type, Optional<String> after, int most) {
    return mutex.alone(() ->
        rows.tailMap(after.orElse(""), false).values().stream()
            .filter(row -> row.id().isA(type))
            .filter(row -> parent.isEmpty() || row.id().parent().equals(parent))
            .limit(most)
            .map(MemoryResources::copy)
            .toList());
  }

  @Override
  public Optional<Written> ask(ResourceId id, Function<Optional<Row>, Optional<Draft>> decide) {
    return mutex.alone(() -> {
      var before = find(id);
      var generation = before.map(Row::generation).orElse(0L) + 1;
      return decide.apply(before).map(draft -> write(draft.about(id), before, generation));
    });
  }

  @Override
  public Optional<Written> report(
      Fence fence, ResourceId id, Function<Row, Optional<Draft>> decide) {
    return mutex.alone(() -> {
      var before = find(id);
      if (before.isEmpty() || !holds(fence)) {
        return Optional.empty();
      }
      return decide
          .apply(before.get())
          .map(draft -> write(draft.about(id), before, before.get().generation()));
    });
  }

  private boolean holds(Fence fence) {
    return switch (fence) {
      case Fence.OfClaim(var claim) -> tasks.holds(claim);
      case Fence.OfTunnel(var agent, var epoch) -> agents.holds(agent, epoch);
    };
  }

  private Written write(Draft draft, Optional<Row> before, long generation) {
    var now = now();
    var row =
        copy(
            new Row(
                before.map(Row::id).orElse(draft.id()),
                draft.location(),
                draft.tags(),
                draft.properties(),
                draft.observed(),
                draft.state(),
                draft.problem(),
                generation,
                before.map(Row::createdAt).orElse(now),
                now));
    rows.put(row.id().key(), row);
    draft.tasks().forEach(tasks::add);
    var started = draft.operation() ? Optional.of(start(row)) : Optional.<UUID>empty();
    follow(row.id(), row.state(), row.problem());
    return new Written(copy(row), before.isEmpty(), started.flatMap(this::operation));
  }

  private UUID start(Row row) {
    var id = UUID.randomUUID();
    operations.put(
        id, new Operation(id, row.id(), row.state(), Optional.empty(), now(), Optional.empty()));
    return id;
  }

  /** Open operations have the state of their row, and end with it. */
  private void follow(ResourceId id, Row.State state, Optional<Problem> problem) {
    var ended = state.ended() ? Optional.of(now()) : Optional.<Instant>empty();
    operations.replaceAll((key, open) ->
        open.endedAt().isPresent() || !open.resource().equals(id)
            ? open
            : new Operation(key, open.resource(), state, problem, open.startedAt(), ended));
  }

  @Override
  public boolean remove(Fence fence, ResourceId id) {
    return mutex.alone(() -> {
      if (!holds(fence)) {
        return false;
      }
      rows.remove(id.key());
      follow(id, Row.State.SUCCEEDED, Optional.empty());
      return true;
    });
  }

  @Override
  public Optional<Operation> operation(UUID id) {
    return mutex.alone(() -> Optional.ofNullable(operations.get(id)));
  }

  /** As exact as PostgreSQL keeps times. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What callers have must not change what is kept: JSON nodes can be changed. */
  private static Row copy(Row row) {
    return new Row(
        row.id(),
        row.location(),
        row.tags(),
        copy(row.properties()),
        copy(row.observed()),
        row.state(),
        row.problem(),
        row.generation(),
        row.createdAt(),
        row.modifiedAt());
  }

  /** Through text, so that it reads as what a database gives back. */
  private static JsonNode copy(JsonNode node) {
    try {
      return node.isMissingNode() ? NullNode.getInstance() : MAPPER.readTree(node.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + node, e);
    }
  }
}
