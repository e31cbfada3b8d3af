package dev.mooring.store;

/**
 * All ports over one database. Thread-safe. Every call may throw a {@link StoreException}: {@code
 * UNAVAILABLE} after it has waited some 10 seconds for a database that does not answer. Times are
 * the database's.
 */
public interface Store extends AutoCloseable {
  Resources resources();

  Tasks tasks();

  Agents agents();

  Secrets secrets();

  @Override
  void close();
}
