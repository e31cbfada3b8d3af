package dev.mooring.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import dev.mooring.store.Written;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Values that the suites begin from; names are new each time, for suites share a store. */
final class Fixtures {
  static final String WORKSPACES = "Microsoft.MachineLearningServices/workspaces";
  static final Duration LONG = Duration.ofMinutes(5);
  static final Duration SHORT = Duration.ofMillis(50);
  static final Problem PROBLEM =
      new Problem("NoNodes", "The cluster 'k' has no nodes", "Add a node");

  private Fixtures() {}

  static String unique(String prefix) {
    return prefix + UUID.randomUUID().toString().substring(0, 8);
  }

  static ResourceId workspace() {
    return ResourceId.of(
        "/subscriptions/S/resourceGroups/G/providers/" + WORKSPACES + "/" + unique("Ws"));
  }

  static JsonNode json(String name, int value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }

  static Draft draft(ResourceId id, Row.State state) {
    return new Draft(
        id,
        "local",
        Map.of("team", "vision"),
        json("asked", 1),
        JsonNodeFactory.instance.objectNode(),
        state,
        Optional.empty(),
        List.of(),
        false);
  }

  static Written stored(Store store, ResourceId id) {
    return ask(store, draft(id, Row.State.SUCCEEDED));
  }

  static Written ask(Store store, Draft draft) {
    return store.resources().ask(draft.id(), row -> Optional.of(draft)).orElseThrow();
  }

  /** Adds a task and claims it. */
  static Claim claimed(Store store, String kind, Duration lease) {
    store.tasks().add(Task.now(kind, "subject"));
    return claim(store, kind, lease).orElseThrow();
  }

  static Optional<Claim> claim(Store store, String kind, Duration lease) {
    return store.tasks().claim(Set.of(kind), Set.of(), lease, 1).stream().findFirst();
  }

  static Fence fence(Claim claim) {
    return new Fence.OfClaim(claim);
  }
}
