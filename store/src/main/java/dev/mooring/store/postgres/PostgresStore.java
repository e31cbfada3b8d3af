package dev.mooring.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mooring.store.Agents;
import dev.mooring.store.Resources;
import dev.mooring.store.Secrets;
import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import dev.mooring.store.Tasks;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/**
 * All ports over one PostgreSQL. Thread-safe; any number of replicas may have one on the same
 * database.
 */
public final class PostgresStore implements Store {
  private static final int CONNECTIONS = 10;
  private static final int ANSWER_SECONDS = 5;
  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final String MIGRATIONS = "classpath:dev/mooring/store/postgres";

  /**
   * A replica that hangs or is cut off must not hold a row for ever, and who waits for one must
   * learn it.
   */
  private static final String SESSION =
      "SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '20s'";

  private final HikariDataSource pool;
  private final Bell bell;
  private final Resources resources;
  private final Tasks tasks;
  private final Agents agents;
  private final Secrets secrets;

  private PostgresStore(HikariDataSource pool, Bell bell, Transactions transactions, Seal seal) {
    this.pool = pool;
    this.bell = bell;
    this.resources = new PostgresResources(transactions);
    this.tasks = new PostgresTasks(transactions, bell);
    this.agents = new PostgresAgents(transactions);
    this.secrets = new PostgresSecrets(transactions, seal);
  }

  /**
   * Connects, waiting up to 10 seconds for the database, and brings its schema up to date; replicas
   * that do so at once wait for each other.
   *
   * @param masterKey 32 bytes that secrets are encrypted with; always the same for one database
   * @throws StoreException UNAVAILABLE when it does not answer, UNFIT when we may not use it, its
   *     schema cannot be brought up to date, or the key is another than before
   */
  public static PostgresStore open(Database database, byte[] masterKey) {
    var seal = Seal.of(masterKey);
    var failures = new Failures(database);
    awaitAnswer(database, failures);
    var pool = pool(database);
    try {
      migrate(pool, failures);
      var jdbi = Jdbi.create(pool).registerArrayType(String.class, "text");
      var transactions = new Transactions(jdbi, failures);
      transactions.run(handle -> PostgresSecrets.checkKey(handle, seal));
      return new PostgresStore(pool, Bell.hang(database), transactions, seal);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** Not by the pool, which would try a wrong password for as long as a server that starts. */
  private static void awaitAnswer(Database database, Failures failures) {
    var deadline = System.nanoTime() + Transactions.PATIENCE.toNanos();
    while (true) {
      try (var connection =
          DriverManager.getConnection(database.url(), database.user(), database.password())) {
        if (connection.isValid(ANSWER_SECONDS)) {
          return;
        }
      } catch (SQLException e) {
        var failure = failures.of(e);
        var passes = failure.code() == StoreException.Code.UNAVAILABLE;
        var late = System.nanoTime() > deadline || Thread.currentThread().isInterrupted();
        if (!passes || late) {
          throw failure;
        }
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }

  private static HikariDataSource pool(Database database) {
    var config = new HikariConfig();
    config.setPoolName("store");
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(Transactions.PATIENCE.toMillis());
    // A server that is gone again by now is waited for by the first call, as by every later one.
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(SESSION);
    // Of a server that vanished without a word nothing else would tell.
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("ApplicationName", "mooring");
    return new HikariDataSource(config);
  }

  private static void migrate(HikariDataSource pool, Failures failures) {
    try {
      Flyway.configure(PostgresStore.class.getClassLoader())
          .dataSource(pool)
          .locations(MIGRATIONS)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw failures.ofMigration(e);
    }
  }

  @Override
  public Resources resources() {
    return resources;
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Agents agents() {
    return agents;
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  @Override
  public void close() {
    bell.close();
    pool.close();
  }
}
