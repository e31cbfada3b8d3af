package dev.mooring.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a resource becomes.
 *
 * @param tasks added in the same transaction
 * @param operation whether someone waits for the state to end: an {@link Operation} is made
 */
public record Draft(
    ResourceId id,
    String location,
    Map<String, String> tags,
    JsonNode properties,
    JsonNode observed,
    Row.State state,
    Optional<Problem> problem,
    List<Task> tasks,
    boolean operation) {
  public Draft {
    tags = Map.copyOf(tags);
    tasks = List.copyOf(tasks);
  }

  /** A row as it is, to be changed by the {@code with} methods. */
  public static Draft of(Row row) {
    return new Draft(
        row.id(),
        row.location(),
        row.tags(),
        row.properties(),
        row.observed(),
        row.state(),
        row.problem(),
        List.of(),
        false);
  }

  /**
   * This draft, if it is about that id.
   *
   * @throws IllegalArgumentException when it is about another
   */
  public Draft about(ResourceId asked) {
    if (!id.equals(asked)) {
      throw new IllegalArgumentException(
          "The draft is about %s, and %s was asked for".formatted(id, asked));
    }
    return this;
  }

  public Draft with(Row.State next, Optional<Problem> why) {
    return new Draft(id, location, tags, properties, observed, next, why, tasks, operation);
  }

  public Draft withProperties(JsonNode next) {
    return new Draft(id, location, tags, next, observed, state, problem, tasks, operation);
  }

  public Draft withObserved(JsonNode next) {
    return new Draft(id, location, tags, properties, next, state, problem, tasks, operation);
  }

  public Draft withTasks(Task... next) {
    return new Draft(
        id, location, tags, properties, observed, state, problem, List.of(next), operation);
  }

  public Draft withOperation() {
    return new Draft(id, location, tags, properties, observed, state, problem, tasks, true);
  }
}
