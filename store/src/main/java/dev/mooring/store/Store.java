package dev.mooring.store;

/** All ports over one database. Thread-safe. */
public interface Store extends AutoCloseable {
  Resources resources();

  Tasks tasks();

  Agents agents();

  Secrets secrets();

  @Override
  void close();
}
