package dev.mooring.store.postgres;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Operation;
import dev.mooring.store.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Statements on table operation, within the caller's transaction. */
final class OperationTable {
  private OperationTable() {}

  /** Starts one, and clears away a few that nobody asks for any more. */
  static UUID start(Handle handle, Row row) {
    handle.execute(
        """
        DELETE FROM operation WHERE id IN (
          SELECT id FROM operation WHERE ended_at < now() - interval '30 days'
          LIMIT 20 FOR UPDATE SKIP LOCKED)
        """);
    var id = UUID.randomUUID();
    handle
        .createUpdate(
            """
            INSERT INTO operation (id, key, resource, state, started_at)
            VALUES (:id, :key, :resource, :state, statement_timestamp())
            """)
        .bind("id", id)
        .bind("key", row.id().key())
        .bind("resource", row.id().toString())
        .bind("state", row.state().name())
        .execute();
    return id;
  }

  /** Open operations have the state of their row, and end with it. */
  static void follow(Handle handle, Row row) {
    handle
        .createUpdate(
            """
            UPDATE operation SET state = :state, problem = CAST(:problem AS jsonb),
              ended_at = CASE WHEN :ended THEN statement_timestamp() END
            WHERE key = :key AND ended_at IS NULL
            """)
        .bind("state", row.state().name())
        .bind("problem", Json.ofProblem(row.problem()))
        .bind("ended", row.state().ended())
        .bind("key", row.id().key())
        .execute();
  }

  /** The row is gone, which is what they waited for. */
  static void succeed(Handle handle, ResourceId id) {
    handle.execute(
        """
        UPDATE operation SET state = 'SUCCEEDED', problem = NULL, ended_at = statement_timestamp()
        WHERE key = ? AND ended_at IS NULL
        """,
        id.key());
  }

  static Optional<Operation> find(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT * FROM operation WHERE id = :id")
        .bind("id", id)
        .map(OperationTable::operation)
        .findOne();
  }

  private static Operation operation(ResultSet row, StatementContext context) throws SQLException {
    return new Operation(
        row.getObject("id", UUID.class),
        ResourceId.of(row.getString("resource")),
        Row.State.valueOf(row.getString("state")),
        Columns.text(row, "problem").map(Json::problem),
        Columns.time(row, "started_at"),
        Columns.maybeTime(row, "ended_at"));
  }
}
