package dev.mooring.store.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings when any replica has added a task. Listens on a connection of its own, and makes a new one
 * when that breaks; what it may have missed meanwhile it rings for. Thread-safe.
 */
final class Bell implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
  private static final Duration AGAIN = Duration.ofMillis(500);

  /** After a silence of this length the connection is tried: a dead one is silent too. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final String ANSWER_SECONDS = "5";

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long rings;
  private long listened;
  private boolean closed;
  private Optional<Connection> connection = Optional.empty();

  private Bell(Database database) {
    this.database = database;
  }

  static Bell hang(Database database) {
    var bell = new Bell(database);
    Thread.ofVirtual().name("task-bell").start(bell::listen);
    return bell;
  }

  /** Someone looks for tasks now; what has rung before does not matter any more. */
  void listened() {
    lock.lock();
    try {
      listened = rings;
    } finally {
      lock.unlock();
    }
  }

  /** How often it had rung when someone last looked. */
  long lastListened() {
    lock.lock();
    try {
      return listened;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it would ring now. */
  boolean hangs() {
    lock.lock();
    try {
      return connection.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has rung more often than {@code since}, is closed, or the time has passed. */
  void await(long since, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      var left = atMost.toNanos();
      while (rings == since && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      listened = rings;
    } finally {
      lock.unlock();
    }
  }

  private void listen() {
    var told = false;
    while (!isClosed()) {
      try (var fresh = connect()) {
        hang(fresh);
        told = false;
        ringUntilBroken(fresh);
      } catch (SQLException e) {
        if (!told && !isClosed()) {
          LOG.warn(
              "No notice of new tasks from {} ({}); looking for them every half second meanwhile",
              database.url(),
              e.getMessage());
        }
        told = true;
      } finally {
        unhang();
      }
    }
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketTimeout", ANSWER_SECONDS);
    properties.setProperty("ApplicationName", "mooring-bell");
    return DriverManager.getConnection(database.url(), properties);
  }

  private void hang(Connection fresh) throws SQLException {
    try (var statement = fresh.createStatement()) {
      statement.execute("LISTEN " + TaskTable.CHANNEL);
    }
    lock.lock();
    try {
      connection = Optional.of(fresh);
      rings++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void ringUntilBroken(Connection fresh) throws SQLException {
    var notices = fresh.unwrap(PGConnection.class);
    while (!isClosed()) {
      if (notices.getNotifications((int) SILENCE.toMillis()).length > 0) {
        ring();
      } else {
        try (var statement = fresh.createStatement()) {
          statement.execute("SELECT 1");
        }
      }
    }
  }

  /** Forgets the connection, and waits a little before the next. */
  private void unhang() {
    lock.lock();
    try {
      connection = Optional.empty();
      rings++;
      changed.signalAll();
      var left = AGAIN.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it.
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private void ring() {
    lock.lock();
    try {
      rings++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      if (connection.isPresent()) {
        // close() would wait for the reader, which may read for long.
        connection.get().abort(Runnable::run);
      }
    } catch (SQLException e) {
      LOG.debug("The bell's connection was gone already", e);
    } finally {
      lock.unlock();
    }
  }
}
