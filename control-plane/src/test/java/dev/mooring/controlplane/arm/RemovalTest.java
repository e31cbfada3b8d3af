package dev.mooring.controlplane.arm;

import static org.awaitility.Awaitility.await;

import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Json;
import dev.mooring.controlplane.work.Pace;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.controlplane.work.WorkLoop;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import dev.mooring.testkit.MemoryStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RemovalTest {

  @Test
  void whatCannotBeRemovedKeepsNothingElseFromIt() {
    try (var store = new MemoryStore();
        var _ = loop(store)) {
      store.tasks().add(Task.now(Removal.TASK, "no id at all"));
      var group = ResourceId.of("/subscriptions/s/resourceGroups/g");
      store
          .resources()
          .ask(
              group,
              _ ->
                  Optional.of(
                      Assets.draft(group, "local", Json.object())
                          .with(Row.State.DELETING, Optional.empty())
                          .withTasks(Task.now(Removal.TASK, group.key()))));
      await().until(() -> store.resources().find(group).isEmpty());
    }
  }

  private static WorkLoop loop(Store store) {
    var handlers = Map.<String, TaskHandler>of(Removal.TASK, new Removal(store));
    return WorkLoop.start(store.tasks(), handlers, Set::of, Pace.NORMAL);
  }
}
