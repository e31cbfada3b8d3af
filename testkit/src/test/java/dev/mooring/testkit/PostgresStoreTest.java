package dev.mooring.testkit;

import static dev.mooring.testkit.Fixtures.LONG;
import static dev.mooring.testkit.Fixtures.ask;
import static dev.mooring.testkit.Fixtures.claim;
import static dev.mooring.testkit.Fixtures.draft;
import static dev.mooring.testkit.Fixtures.unique;
import static dev.mooring.testkit.Fixtures.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import dev.mooring.store.StoreException.Code;
import dev.mooring.store.Task;
import dev.mooring.store.postgres.Database;
import dev.mooring.store.postgres.PostgresStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server and store for all its tests: starting them is most of what they would take. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresStoreTest implements StoreContract {
  private static final byte[] KEY = new byte[32];

  private final PostgresServer server;
  private final Database database;
  private final Store store;

  PostgresStoreTest(@TempDir Path folder) {
    server = PostgresServer.start(folder.resolve("postgres"));
    database = server.newDatabase();
    store = PostgresStore.open(database, KEY);
  }

  @AfterAll
  void close() {
    store.close();
    server.close();
  }

  @Override
  public Store store() {
    return store;
  }

  @Test
  void replicasShareRowsAndWakeEachOther() throws Exception {
    var id = workspace();
    var kind = unique("k");
    try (var other = PostgresStore.open(database, KEY)) {
      var woken = CompletableFuture.supplyAsync(() -> firstOf(other, kind));
      ask(store, draft(id, Row.State.CREATING).withTasks(Task.now(kind, id.key())));
      assertThat(woken.get()).isEqualTo(id.key());
      assertThat(other.resources().find(id)).isPresent();
    }
  }

  private static String firstOf(Store store, String kind) {
    var claim = claim(store, kind, LONG);
    while (claim.isEmpty()) {
      try {
        store.tasks().await(Duration.ofSeconds(30));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      claim = claim(store, kind, LONG);
    }
    return claim.get().subject();
  }

  @Test
  void replicasThatStartAtOnceBringTheSchemaUpToDateTogether() throws Exception {
    var empty = server.newDatabase();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> open =
          () -> {
            try (var fresh = PostgresStore.open(empty, KEY)) {
              return fresh.resources().find(workspace()).isEmpty();
            }
          };
      for (var opened : threads.invokeAll(IntStream.range(0, 3).mapToObj(i -> open).toList())) {
        assertThat(opened.get()).isTrue();
      }
    }
  }

  @Test
  void anotherMasterKeyIsRefusedAtTheStart() {
    var other = new byte[32];
    Arrays.fill(other, (byte) 1);
    assertThatThrownBy(() -> PostgresStore.open(database, other))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNFIT))
        .hasMessageContaining("MOORING_MASTER_KEY_FILE");
    assertThatThrownBy(() -> PostgresStore.open(database, new byte[16]))
        .hasMessageContaining("16 bytes");
  }

  @Test
  void secretsLieEncrypted() throws Exception {
    store.secrets().put("tls/server", "in the clear".getBytes(StandardCharsets.UTF_8));
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT sealed FROM secret WHERE name = 'tls/server'")) {
      assertThat(rows.next()).isTrue();
      assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1)).doesNotContain("clear");
    }
  }

  @Test
  void aWrongPasswordOrDatabaseIsSaidAndWhatToDo() {
    var wrong = new Database(database.url(), database.user(), "wrong");
    assertUnfit(wrong, "MOORING_DATABASE_PASSWORD_FILE");
    var missing = new Database(database.url() + "x", database.user(), database.password());
    assertUnfit(missing, "There is no such database");
  }

  private static void assertUnfit(Database database, String step) {
    assertThatThrownBy(() -> PostgresStore.open(database, KEY))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNFIT))
        .hasMessageContaining(step);
  }

  @Test
  void aCharacterThatCannotBeKeptIsSaid() {
    assertThatThrownBy(
            () -> ask(store, draft(workspace().child("jobs", "a\0b"), Row.State.SUCCEEDED)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.STATEMENT))
        .hasMessageContaining("U+0000");
  }
}
