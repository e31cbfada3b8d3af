package dev.mooring.testkit;

import dev.mooring.store.postgres.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL of one's own on a free port, with its data on disk as in earnest. It ends with
 * {@link #close} and, if that is never called, with the JVM. Not thread-safe.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final Duration STOP_BOUND = Duration.ofSeconds(10);
  private static final int STARTS = 3;
  private static final int LOOK_MILLIS = 20;

  private final PostgresFolder folder;
  private final Reach reach;
  private final String password;
  private int port;
  private int databases;
  private Optional<Process> process = Optional.empty();

  private PostgresServer(PostgresFolder folder, Reach reach, String password) {
    this.folder = folder;
    this.reach = reach;
    this.password = password;
  }

  /**
   * Makes a server with its data in a folder, which is created if it is not there, and starts it on
   * the loopback. PostgreSQL refuses to run as root; then the folder is given to the user it runs
   * as.
   */
  public static PostgresServer start(Path folder) {
    return start(folder, Reach.LOOPBACK);
  }

  /** As {@link #start(Path)}, reached from elsewhere. */
  public static PostgresServer start(Path folder, Reach reach) {
    var random = new byte[16];
    new SecureRandom().nextBytes(random);
    var password = HexFormat.of().formatHex(random);
    var place = PostgresFolder.make(folder, PostgresBinaries.folder(), password);
    var server = new PostgresServer(place, reach, password);
    try {
      server.startOnFreePort();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Another program may take the port between our looking and the server's: then on to the next.
   */
  private void startOnFreePort() {
    for (var left = STARTS - 1; ; left--) {
      port = freePort(reach.address());
      folder.configure(reach, port);
      try {
        restart();
        return;
      } catch (IllegalStateException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private static int freePort(String address) {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The database that every server has. */
  public Database database() {
    return database("postgres");
  }

  /** An empty database, another at each call. */
  public Database newDatabase() {
    databases++;
    var name = "test" + databases;
    var admin = database();
    try (var connection = DriverManager.getConnection(admin.url(), admin.user(), admin.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("Database %s cannot be made".formatted(name), e);
    }
    return database(name);
  }

  private Database database(String name) {
    return new Database(
        "jdbc:postgresql://%s:%d/%s".formatted(reach.address(), port, name),
        PostgresFolder.USER,
        password);
  }

  /** Kills the server as a crash does; its backends end when they see it gone. */
  public void kill() {
    process.ifPresent(running -> {
      var backends = running.descendants().toList();
      running.destroyForcibly();
      endsWithin(running, (int) STOP_BOUND.toMillis());
      backends.forEach(PostgresServer::awaitEnd);
    });
    process = Optional.empty();
  }

  /** Starts it where it was, after {@link #kill}; returns when it takes connections. */
  public void restart() {
    kill();
    var running = spawn();
    process = Optional.of(running);
    awaitConnections(running);
  }

  /**
   * The kernel tells PostgreSQL to stop when the thread ends that has started it; so that thread
   * lives as long as the process, or the JVM.
   */
  private Process spawn() {
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform()
        .daemon()
        .name("postgres-" + port)
        .start(() -> {
          try {
            var running = folder.postgres().start();
            started.complete(running);
            running.waitFor();
          } catch (IOException e) {
            started.completeExceptionally(e);
          } catch (InterruptedException e) {
            // The JVM ends.
          }
        });
    return started.join();
  }

  private void awaitConnections(Process running) {
    var admin = database();
    var deadline = System.nanoTime() + START_BOUND.toNanos();
    while (true) {
      try (var connection =
          DriverManager.getConnection(admin.url(), admin.user(), admin.password())) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        if (endsWithin(running, LOOK_MILLIS) || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "PostgreSQL on port %d did not start; its log: %s".formatted(port, folder.log()), e);
        }
      }
    }
  }

  private static boolean endsWithin(Process process, int millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Stops it at once; its data stays. */
  @Override
  public void close() {
    process.ifPresent(running -> {
      // SIGQUIT is PostgreSQL's immediate shutdown; it ends the backends too.
      if (running.isAlive()) {
        Programs.run(List.of("kill", "-QUIT", Long.toString(running.pid())));
      }
      endsWithin(running, (int) STOP_BOUND.toMillis());
    });
    kill();
  }

  /**
   * Backends are nobody's children once the server is gone. What ended and was not yet asked for by
   * whoever adopted it, state Z in proc(5), is alive to the JDK.
   */
  private static void awaitEnd(ProcessHandle backend) {
    var stat = Path.of("/proc", Long.toString(backend.pid()), "stat");
    var deadline = System.nanoTime() + STOP_BOUND.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        var text = Files.readString(stat);
        if (text.startsWith("Z", text.lastIndexOf(')') + 2)) {
          return;
        }
      } catch (IOException e) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(LOOK_MILLIS).toNanos());
    }
    backend.destroyForcibly();
  }
}
