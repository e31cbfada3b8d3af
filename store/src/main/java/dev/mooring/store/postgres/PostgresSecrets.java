package dev.mooring.store.postgres;

import dev.mooring.store.Secrets;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Thread-safe. */
record PostgresSecrets(Transactions transactions, Seal seal) implements Secrets {
  private static final String KNOWN = "the master key's check";

  /** Whether the database was new to us; else its secrets open with this key. */
  static boolean checkKey(Handle handle, Seal seal) {
    var fresh =
        handle
                .createUpdate(
                    "INSERT INTO master_key (sealed) VALUES (:sealed) ON CONFLICT DO NOTHING")
                .bind("sealed", seal.close(KNOWN, new byte[0]))
                .execute()
            > 0;
    var sealed = handle.createQuery("SELECT sealed FROM master_key").mapTo(byte[].class).one();
    seal.open(KNOWN, sealed);
    return fresh;
  }

  @Override
  public Optional<byte[]> find(String name) {
    return transactions.run(handle -> find(handle, name));
  }

  private Optional<byte[]> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT sealed FROM secret WHERE name = :name")
        .bind("name", name)
        .mapTo(byte[].class)
        .findOne()
        .map(sealed -> seal.open(name, sealed));
  }

  @Override
  public void put(String name, byte[] secret) {
    transactions.run(handle ->
        handle
            .createUpdate(
                """
                INSERT INTO secret (name, sealed) VALUES (:name, :sealed)
                ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed
                """)
            .bind("name", name)
            .bind("sealed", seal.close(name, secret))
            .execute());
  }

  /** The update that changes nothing makes the statement answer with the row that is there. */
  @Override
  public byte[] putIfAbsent(String name, byte[] secret) {
    return transactions.run(handle ->
        seal.open(
            name,
            handle
                .createQuery(
                    """
                    INSERT INTO secret (name, sealed) VALUES (:name, :sealed)
                    ON CONFLICT (name) DO UPDATE SET sealed = secret.sealed
                    RETURNING sealed
                    """)
                .bind("name", name)
                .bind("sealed", seal.close(name, secret))
                .mapTo(byte[].class)
                .one()));
  }

  @Override
  public void remove(String name) {
    transactions.run(handle -> handle.execute("DELETE FROM secret WHERE name = ?", name));
  }
}
