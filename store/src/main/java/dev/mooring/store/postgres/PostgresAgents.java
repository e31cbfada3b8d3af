package dev.mooring.store.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import dev.mooring.store.Agent;
import dev.mooring.store.Agents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Thread-safe. */
record PostgresAgents(Transactions transactions) implements Agents {

  @Override
  public void register(String id, ResourceId cluster, String certificate) {
    transactions.run(handle ->
        handle
            .createUpdate(
                """
                INSERT INTO agent (id, cluster, cluster_key, certificate, registered_at)
                VALUES (:id, :cluster, :key, :certificate, statement_timestamp())
                ON CONFLICT (id) DO UPDATE SET cluster = excluded.cluster,
                  cluster_key = excluded.cluster_key, certificate = excluded.certificate,
                  registered_at = excluded.registered_at
                """)
            .bind("id", id)
            .bind("cluster", cluster.toString())
            .bind("key", cluster.key())
            .bind("certificate", certificate)
            .execute());
  }

  @Override
  public Optional<Agent> find(String id) {
    return transactions.run(handle ->
        handle
            .createQuery("SELECT *, statement_timestamp() AS read_at FROM agent WHERE id = :id")
            .bind("id", id)
            .map(PostgresAgents::agent)
            .findOne());
  }

  @Override
  public Optional<Agent> on(ResourceId cluster) {
    return transactions.run(handle ->
        handle
            .createQuery(
                """
                SELECT *, statement_timestamp() AS read_at FROM agent WHERE cluster_key = :key
                ORDER BY registered_at DESC LIMIT 1
                """)
            .bind("key", cluster.key())
            .map(PostgresAgents::agent)
            .findOne());
  }

  @Override
  public Optional<Long> accept(String id) {
    return transactions.run(handle ->
        handle
            .createQuery(
                """
                UPDATE agent SET epoch = nextval('agent_epoch'), seen_at = statement_timestamp()
                WHERE id = :id RETURNING epoch
                """)
            .bind("id", id)
            .mapTo(Long.class)
            .findOne());
  }

  @Override
  public boolean seen(String id, long epoch, String cursor) {
    return transactions.run(handle ->
        handle
                .createUpdate(
                    """
                    UPDATE agent SET cursor = :cursor, seen_at = statement_timestamp()
                    WHERE id = :id AND epoch = :epoch
                    """)
                .bind("cursor", cursor)
                .bind("id", id)
                .bind("epoch", epoch)
                .execute()
            > 0);
  }

  @Override
  public boolean told(String id, long epoch, JsonNode pods) {
    return transactions.run(handle ->
        handle
                .createUpdate(
                    """
                    UPDATE agent SET pods = CAST(:pods AS jsonb), seen_at = statement_timestamp()
                    WHERE id = :id AND epoch = :epoch
                    """)
                .bind("pods", Json.ofNode(pods))
                .bind("id", id)
                .bind("epoch", epoch)
                .execute()
            > 0);
  }

  @Override
  public void remove(String id) {
    transactions.run(handle -> {
      TaskTable.release(handle, id);
      return handle.execute("DELETE FROM agent WHERE id = ?", id);
    });
  }

  private static Agent agent(ResultSet row, StatementContext context) throws SQLException {
    var seenAt = Columns.maybeTime(row, "seen_at");
    var readAt = Columns.time(row, "read_at");
    return new Agent(
        row.getString("id"),
        ResourceId.of(row.getString("cluster")),
        row.getString("certificate"),
        row.getLong("epoch"),
        row.getString("cursor"),
        Columns.text(row, "pods").map(Json::node),
        seenAt,
        seenAt.map(at -> Duration.between(at, readAt)));
  }
}
