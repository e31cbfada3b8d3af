package dev.mooring.store.postgres;

import dev.mooring.store.Claim;
import dev.mooring.store.Task;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** Statements on table task, within the caller's transaction. */
final class TaskTable {
  static final String CHANNEL = "mooring_task";

  private TaskTable() {}

  /** When the next tasks may be claimed, and whether some may now. */
  record Outlook(boolean some, Optional<Duration> next) {}

  /** In one order everywhere, so that two who add the same tasks do not wait for each other. */
  static void add(Handle handle, List<Task> tasks) {
    tasks.stream()
        .sorted(Comparator.comparing(Task::kind).thenComparing(Task::subject))
        .forEach(task -> add(handle, task));
    if (!tasks.isEmpty()) {
      ring(handle);
    }
  }

  private static void add(Handle handle, Task task) {
    handle
        .createUpdate(
            """
            INSERT INTO task (kind, subject, agent, ready_at)
            VALUES (:kind, :subject, :agent, now() + :after * interval '1 millisecond')
            ON CONFLICT (kind, subject) DO UPDATE SET
              agent = excluded.agent,
              ready_at = CASE WHEN task.claimed THEN task.ready_at
                ELSE least(task.ready_at, excluded.ready_at) END,
              again_at = CASE WHEN task.claimed THEN least(task.again_at, excluded.ready_at) END
            """)
        .bind("kind", task.kind())
        .bind("subject", task.subject())
        .bind("agent", task.agent())
        .bind("after", millis(task.after()))
        .execute();
  }

  static List<Claim> claim(
      Handle handle, Set<String> kinds, Set<String> agents, Duration lease, int most) {
    return handle
        .createQuery(
            """
            WITH ready AS MATERIALIZED (
              SELECT kind, subject, ready_at FROM task
              WHERE ready_at <= now() AND kind = ANY(:kinds)
                AND (agent IS NULL OR agent = ANY(:agents))
              ORDER BY ready_at LIMIT :most FOR UPDATE SKIP LOCKED),
            taken AS (
              UPDATE task SET claimed = true, token = nextval('task_token'),
                attempts = attempts + 1, ready_at = now() + :lease * interval '1 millisecond',
                again_at = CASE WHEN again_at > now() THEN again_at END
              FROM ready WHERE task.kind = ready.kind AND task.subject = ready.subject
              RETURNING task.kind, task.subject, task.agent, task.token, task.attempts,
                ready.ready_at AS was_ready_at)
            SELECT * FROM taken ORDER BY was_ready_at
            """)
        .bindArray("kinds", String.class, kinds)
        .bindArray("agents", String.class, agents)
        .bind("lease", millis(lease))
        .bind("most", most)
        .map(TaskTable::claim)
        .list();
  }

  /** Whether the claim is the newest of its task, which stays so in this transaction. */
  static boolean lock(Handle handle, Claim claim) {
    var query =
        handle.createQuery(
            """
            SELECT 1 FROM task
            WHERE kind = :kind AND subject = :subject AND token = :token AND claimed FOR UPDATE
            """);
    return bind(query, claim).mapTo(Integer.class).findOne().isPresent();
  }

  static void prolong(Handle handle, Claim claim, Duration lease) {
    var update =
        handle.createUpdate(
            """
            UPDATE task SET ready_at = now() + :lease * interval '1 millisecond'
            WHERE kind = :kind AND subject = :subject AND token = :token
            """);
    bind(update, claim).bind("lease", millis(lease)).execute();
  }

  static void finish(Handle handle, Claim claim) {
    var update =
        handle.createUpdate(
            """
            UPDATE task SET claimed = false, attempts = 0, ready_at = again_at, again_at = NULL
            WHERE kind = :kind AND subject = :subject AND token = :token
              AND again_at IS NOT NULL
            """);
    if (bind(update, claim).execute() > 0) {
      ring(handle);
      return;
    }
    var delete =
        handle.createUpdate(
            "DELETE FROM task WHERE kind = :kind AND subject = :subject AND token = :token");
    bind(delete, claim).execute();
  }

  static void retry(Handle handle, Claim claim, Duration after) {
    var update =
        handle.createUpdate(
            """
            UPDATE task SET claimed = false, again_at = NULL,
              ready_at = least(again_at, now() + :after * interval '1 millisecond')
            WHERE kind = :kind AND subject = :subject AND token = :token
            """);
    bind(update, claim).bind("after", millis(after)).execute();
    ring(handle);
  }

  /** The tasks of an agent are nobody's from now on. */
  static void release(Handle handle, String agent) {
    handle.execute("UPDATE task SET agent = NULL WHERE agent = ?", agent);
    ring(handle);
  }

  static Outlook outlook(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT 1 FROM task WHERE ready_at <= now()) AS some,
              CAST(ceil(extract(epoch FROM
                (SELECT min(ready_at) FROM task WHERE ready_at > now()) - now()) * 1000)
                AS bigint) AS next
            """)
        .map((row, context) -> {
          var millis = row.getLong("next");
          // Of the column read last: nothing may be read in between.
          var next =
              row.wasNull() ? Optional.<Duration>empty() : Optional.of(Duration.ofMillis(millis));
          return new Outlook(row.getBoolean("some"), next);
        })
        .one();
  }

  /** Tells all replicas, once this transaction is committed. */
  private static void ring(Handle handle) {
    handle.execute("SELECT pg_notify(?, '')", CHANNEL);
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Claim claim) {
    return statement
        .bind("kind", claim.kind())
        .bind("subject", claim.subject())
        .bind("token", claim.token());
  }

  private static double millis(Duration duration) {
    return duration.toMillis();
  }

  private static Claim claim(ResultSet row, StatementContext context) throws SQLException {
    return new Claim(
        row.getString("kind"),
        row.getString("subject"),
        Columns.text(row, "agent"),
        row.getLong("token"),
        row.getInt("attempts"));
  }
}
