package dev.mooring.store.postgres;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** Statements on table resource, within the caller's transaction. */
final class ResourceTable {
  private ResourceTable() {}

  static Optional<Row> find(Handle handle, ResourceId id) {
    return handle
        .createQuery("SELECT * FROM resource WHERE key = :key")
        .bind("key", id.key())
        .map(ResourceTable::row)
        .findOne();
  }

  static Optional<Row> lockIfThere(Handle handle, ResourceId id) {
    return handle
        .createQuery("SELECT * FROM resource WHERE key = :key FOR UPDATE")
        .bind("key", id.key())
        .map(ResourceTable::row)
        .findOne();
  }

  /**
   * Locks the row. A row that is not there cannot be locked: then a lock on its key keeps others
   * from making it, and it is looked for again, for one of them may just have.
   */
  static Optional<Row> lock(Handle handle, ResourceId id) {
    return lockIfThere(handle, id)
        .or(() -> {
          handle.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", id.key());
          return lockIfThere(handle, id);
        });
  }

  static List<Row> below(Handle handle, ResourceId parent, String type, String after, int most) {
    return handle
        .createQuery(
            """
            SELECT * FROM resource WHERE parent = :parent AND type = :type AND key > :after
            ORDER BY key LIMIT :most
            """)
        .bind("parent", parent.key())
        .bind("type", type.toLowerCase(Locale.ROOT))
        .bind("after", after)
        .bind("most", most)
        .map(ResourceTable::row)
        .list();
  }

  static List<Row> ofType(Handle handle, String type, String after, int most) {
    return handle
        .createQuery(
            """
            SELECT * FROM resource WHERE type = :type AND key > :after
            ORDER BY key LIMIT :most
            """)
        .bind("type", type.toLowerCase(Locale.ROOT))
        .bind("after", after)
        .bind("most", most)
        .map(ResourceTable::row)
        .list();
  }

  static Row insert(Handle handle, Draft draft) {
    var id = draft.id();
    var query =
        handle
            .createQuery(
                """
                INSERT INTO resource (key, id, parent, type, name, location, tags, properties,
                  observed, state, problem, generation, created_at, modified_at)
                VALUES (:key, :id, :parent, :type, :name, :location, CAST(:tags AS jsonb),
                  CAST(:properties AS jsonb), CAST(:observed AS jsonb), :state,
                  CAST(:problem AS jsonb), 1, statement_timestamp(), statement_timestamp())
                RETURNING *
                """)
            .bind("id", id.toString())
            .bind("parent", id.parent().map(ResourceId::key).orElse(""))
            .bind("type", id.type().toLowerCase(Locale.ROOT))
            .bind("name", id.name());
    return bind(query, draft).map(ResourceTable::row).one();
  }

  /** The id stays as it was first written. */
  static Row update(Handle handle, Draft draft, int generations) {
    var query =
        handle
            .createQuery(
                """
                UPDATE resource SET location = :location, tags = CAST(:tags AS jsonb),
                  properties = CAST(:properties AS jsonb), observed = CAST(:observed AS jsonb),
                  state = :state, problem = CAST(:problem AS jsonb),
                  generation = generation + :generations, modified_at = statement_timestamp()
                WHERE key = :key
                RETURNING *
                """)
            .bind("generations", generations);
    return bind(query, draft).map(ResourceTable::row).one();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Draft draft) {
    return statement
        .bind("key", draft.id().key())
        .bind("location", draft.location())
        .bind("tags", Json.ofTags(draft.tags()))
        .bind("properties", Json.ofNode(draft.properties()))
        .bind("observed", Json.ofNode(draft.observed()))
        .bind("state", draft.state().name())
        .bind("problem", Json.ofProblem(draft.problem()));
  }

  static void delete(Handle handle, ResourceId id) {
    handle.execute("DELETE FROM resource WHERE key = ?", id.key());
  }

  private static Row row(ResultSet row, StatementContext context) throws SQLException {
    return new Row(
        ResourceId.of(row.getString("id")),
        row.getString("location"),
        Json.tags(row.getString("tags")),
        Json.node(row.getString("properties")),
        Json.node(row.getString("observed")),
        Row.State.valueOf(row.getString("state")),
        Columns.text(row, "problem").map(Json::problem),
        row.getLong("generation"),
        Columns.time(row, "created_at"),
        Columns.time(row, "modified_at"));
  }
}
