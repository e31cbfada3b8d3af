package dev.mooring.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest implements StoreContract {
  private final Store store = new MemoryStore();

  @Override
  public Store store() {
    return store;
  }

  @Test
  void leasesAndDelaysEndByTheClockOfTheTest() throws Exception {
    var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    try (var moved = new MemoryStore(now::get)) {
      var hour = Duration.ofHours(1);
      moved.tasks().add(new Task("forget", "job", Optional.empty(), hour));
      assertThat(Fixtures.claim(moved, "forget", hour)).isEmpty();
      Thread.ofVirtual().start(() -> now.updateAndGet(at -> at.plus(hour)));
      moved.tasks().await(Duration.ofSeconds(30));
      assertThat(Fixtures.claim(moved, "forget", hour)).isPresent();
      now.updateAndGet(at -> at.plus(hour));
      assertThat(Fixtures.claim(moved, "forget", hour).orElseThrow().attempts()).isEqualTo(2);
    }
  }
}
