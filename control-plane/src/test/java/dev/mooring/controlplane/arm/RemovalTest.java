package dev.mooring.controlplane.arm;

import static org.awaitility.Awaitility.await;

import dev.mooring.api.ResourceId;
import dev.mooring.controlplane.http.Json;
import dev.mooring.store.Row;
import dev.mooring.store.Task;
import dev.mooring.testkit.MemoryStore;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RemovalTest {

  @Test
  void whatCannotBeRemovedKeepsNothingElseFromIt() throws InterruptedException {
    try (var store = new MemoryStore()) {
      store.tasks().add(Task.now(Removal.KIND, "no id at all"));
      var removal = Thread.ofVirtual().start(new Removal(store)::run);
      var group = ResourceId.of("/subscriptions/s/resourceGroups/g");
      store
          .resources()
          .ask(
              group,
              _ ->
                  Optional.of(
                      Assets.draft(group, "local", Json.object())
                          .with(Row.State.DELETING, Optional.empty())
                          .withTasks(Task.now(Removal.KIND, group.key()))));
      await().until(() -> store.resources().find(group).isEmpty());
      removal.interrupt();
      removal.join();
    }
  }
}
