package dev.mooring.testkit;

import static dev.mooring.testkit.Fixtures.claim;
import static dev.mooring.testkit.Fixtures.stored;
import static dev.mooring.testkit.Fixtures.unique;
import static dev.mooring.testkit.Fixtures.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import dev.mooring.store.StoreException.Code;
import dev.mooring.store.Task;
import dev.mooring.store.postgres.PostgresStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a server of its own, for it is killed. */
final class PostgresCrashTest {
  private static final byte[] KEY = new byte[32];

  @Test
  void everyAcknowledgedWriteIsThereAfterACrashAndTheStoreGoesOn(@TempDir Path folder)
      throws Exception {
    try (var server = PostgresServer.start(folder.resolve("postgres"));
        var store = PostgresStore.open(server.database(), KEY)) {
      var acknowledged = new CopyOnWriteArrayList<ResourceId>();
      var stopped = new AtomicBoolean();
      var writer = CompletableFuture.runAsync(() -> write(store, acknowledged, stopped));
      for (var crash = 1; crash <= 2; crash++) {
        var enough = crash * 20;
        await().until(() -> acknowledged.size() >= enough);
        server.kill();
        server.restart();
      }
      await().until(() -> acknowledged.size() >= 60);
      stopped.set(true);
      writer.get();
      for (var id : acknowledged) {
        assertThat(store.resources().find(id)).as(id.name()).isPresent();
      }
      var kind = unique("k");
      store.tasks().add(Task.now(kind, "subject"));
      assertThat(claim(store, kind, Fixtures.LONG)).isPresent();
    }
  }

  /** Only what could not be made final at the moment of a crash may fail. */
  private static void write(Store store, List<ResourceId> acknowledged, AtomicBoolean stopped) {
    while (!stopped.get()) {
      var id = workspace();
      try {
        stored(store, id);
        acknowledged.add(id);
      } catch (StoreException e) {
        assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
      }
    }
  }
}
