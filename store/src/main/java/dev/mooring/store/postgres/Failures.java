package dev.mooring.store.postgres;

import dev.mooring.store.StoreException;
import dev.mooring.store.StoreException.Code;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;

/**
 * Says what a failure of JDBC means and what to do about it. The codes are PostgreSQL's, appendix A
 * of its manual.
 */
record Failures(Database database) {
  private static final String LOST_CLASS = "08";
  private static final String RESOURCES_CLASS = "53";
  private static final String AUTHORIZATION_CLASS = "28";

  /** Administrator's command, crash, not yet started. */
  private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03");

  /** Serialization failure, deadlock. */
  private static final Set<String> CONFLICT = Set.of("40001", "40P01");

  /** Characters that neither text nor jsonb can hold. */
  private static final Set<String> CHARACTER = Set.of("22P05", "22021");

  /** Table, column or function that is not there. */
  private static final Set<String> SCHEMA = Set.of("42P01", "42703", "42883");

  /** Whether the same may well succeed at once. */
  static boolean mayPass(Throwable failure) {
    return state(failure).map(state -> lost(state) || CONFLICT.contains(state)).orElse(false);
  }

  private static boolean lost(String state) {
    return state.startsWith(LOST_CLASS) || LOST.contains(state);
  }

  StoreException of(Throwable failure) {
    return state(failure).map(state -> of(state, failure)).orElseGet(() -> withoutState(failure));
  }

  /** The changes may or may not have been kept. */
  StoreException ofCommit(Throwable failure) {
    return new StoreException(
        Code.UNAVAILABLE,
        "The connection to PostgreSQL at %s broke while changes were made final (%s); look whether they were, and ask again if not"
            .formatted(database.url(), reason(failure)),
        failure);
  }

  StoreException ofMigration(FlywayException failure) {
    var known = state(failure).isPresent() || timedOut(failure);
    return known
        ? of(failure)
        : unfit(
            "The schema of %s cannot be brought up to date (%s); give Mooring a database of its own, and do not change its tables"
                .formatted(database.url(), reason(failure)),
            failure);
  }

  private StoreException of(String state, Throwable failure) {
    var url = database.url();
    var why = reason(failure);
    if (lost(state)) {
      return unavailable(
          "PostgreSQL at %s does not answer (%s); start it or correct MOORING_DATABASE_URL"
              .formatted(url, why),
          failure);
    }
    if (state.startsWith(RESOURCES_CLASS)) {
      return unavailable(
          "PostgreSQL at %s has run out of a resource (%s); free disk, memory or connections there"
              .formatted(url, why),
          failure);
    }
    if (state.startsWith(AUTHORIZATION_CLASS)) {
      return unfit(
          "PostgreSQL at %s does not let user '%s' in (%s); correct MOORING_DATABASE_USER and MOORING_DATABASE_PASSWORD_FILE"
              .formatted(url, database.user(), why),
          failure);
    }
    if (SCHEMA.contains(state)) {
      return unfit(
          "The schema of %s is not ours (%s); restart the control plane, which brings it up to date"
              .formatted(url, why),
          failure);
    }
    return ofRarer(state, why, failure);
  }

  private StoreException ofRarer(String state, String why, Throwable failure) {
    var url = database.url();
    if (CHARACTER.contains(state)) {
      return new StoreException(
          Code.STATEMENT,
          "A text holds a character that PostgreSQL cannot keep, such as U+0000 (%s); remove it"
              .formatted(why),
          failure);
    }
    return switch (state) {
      case "3D000" ->
          unfit(
              "There is no such database as in %s (%s); create it or correct MOORING_DATABASE_URL"
                  .formatted(url, why),
              failure);
      case "42501" ->
          unfit(
              "User '%s' lacks rights in %s (%s); make it the owner of the database"
                  .formatted(database.user(), url, why),
              failure);
      case "25006" ->
          unfit(
              "%s can only be read (%s); give MOORING_DATABASE_URL the primary server"
                  .formatted(url, why),
              failure);
      case "55P03" ->
          unavailable(
              "Something else keeps rows of %s locked (%s); try again, and look at pg_stat_activity if it stays so"
                  .formatted(url, why),
              failure);
      default ->
          new StoreException(
              Code.STATEMENT,
              "PostgreSQL at %s refused a statement (%s, SQLSTATE %s); report this line as a defect of Mooring"
                  .formatted(url, why, state),
              failure);
    };
  }

  private StoreException withoutState(Throwable failure) {
    if (timedOut(failure)) {
      return unavailable(
          "All connections to PostgreSQL at %s are busy (%s); try again, or run more replicas"
              .formatted(database.url(), reason(failure)),
          failure);
    }
    return new StoreException(
        Code.STATEMENT,
        "What PostgreSQL at %s answered cannot be used (%s); report this line as a defect of Mooring"
            .formatted(database.url(), reason(failure)),
        failure);
  }

  private static boolean timedOut(Throwable failure) {
    return causes(failure).anyMatch(SQLTransientConnectionException.class::isInstance);
  }

  private static StoreException unavailable(String message, Throwable failure) {
    return new StoreException(Code.UNAVAILABLE, message, failure);
  }

  private static StoreException unfit(String message, Throwable failure) {
    return new StoreException(Code.UNFIT, message, failure);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }

  private static Optional<String> state(Throwable failure) {
    return causes(failure)
        .filter(SQLException.class::isInstance)
        .map(cause -> Optional.ofNullable(((SQLException) cause).getSQLState()).orElse(""))
        .filter(state -> !state.isEmpty())
        .reduce((outer, inner) -> inner);
  }

  /** The innermost message, on one line. */
  private static String reason(Throwable failure) {
    return causes(failure)
        .map(cause -> Optional.ofNullable(cause.getMessage()).orElse(cause.toString()))
        .reduce((outer, inner) -> inner)
        .orElse("")
        .replaceAll("\\s*\\R\\s*", " ");
  }
}
