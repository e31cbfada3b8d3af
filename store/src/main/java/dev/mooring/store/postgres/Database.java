package dev.mooring.store.postgres;

/**
 * Where the database is and who we are there.
 *
 * @param url of JDBC: {@code jdbc:postgresql://host:port/name}
 */
public record Database(String url, String user, String password) {
  /** Without the password, for messages. */
  @Override
  public String toString() {
    return "%s as %s".formatted(url, user);
  }
}
