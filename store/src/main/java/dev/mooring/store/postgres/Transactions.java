package dev.mooring.store.postgres;

import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs transactions, and repeats those that PostgreSQL broke off before they were committed: of two
 * that wait for each other it ends one, and a restart of it ends all. Thread-safe.
 */
final class Transactions {
  /** How long a call waits for a connection, and repeats. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Jdbi jdbi;
  private final Failures failures;
  private final ScopedValue<Handle> current = ScopedValue.newInstance();

  Transactions(Jdbi jdbi, Failures failures) {
    this.jdbi = jdbi;
    this.failures = failures;
  }

  /**
   * Runs a body in a transaction: of its own, or the one that the caller is in, so that whoever
   * reads while deciding needs no second connection.
   */
  <T> T run(Function<Handle, T> body) {
    if (current.isBound()) {
      return body.apply(current.get());
    }
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return once(body);
      } catch (ConnectionException e) {
        // The pool has already waited as long as we may.
        throw failures.of(e);
      } catch (JdbiException e) {
        if (!Failures.mayPass(e) || System.nanoTime() - deadline > 0) {
          throw failures.of(e);
        }
      }
    }
  }

  private <T> T once(Function<Handle, T> body) {
    try (var handle = jdbi.open()) {
      handle.begin();
      T result;
      try {
        result = ScopedValue.where(current, handle).call(() -> body.apply(handle));
      } catch (RuntimeException | Error e) {
        rollback(handle, e);
        throw e;
      }
      commit(handle);
      return result;
    }
  }

  /** Never repeated: whether it took place is not known when the answer is lost. */
  private void commit(Handle handle) {
    try {
      handle.commit();
    } catch (JdbiException e) {
      rollback(handle, e);
      throw failures.ofCommit(e);
    }
  }

  private static void rollback(Handle handle, Throwable reason) {
    try {
      handle.rollback();
    } catch (JdbiException e) {
      // The connection is gone, and the transaction with it.
      reason.addSuppressed(e);
    }
  }
}
