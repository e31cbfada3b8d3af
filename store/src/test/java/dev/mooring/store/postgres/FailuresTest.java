package dev.mooring.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.store.StoreException.Code;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {
  private static final String URL = "jdbc:postgresql://127.0.0.1:5432/mooring";
  private static final Failures FAILURES = new Failures(new Database(URL, "mooring", "hidden"));

  @Test
  void whoDoesNotAnswerIsNamedWithTheInnermostReason() {
    var refused = new SQLException("Refused", "08001", new ConnectException("Connection refused"));
    var timedOut = new SQLTransientConnectionException("timed out", "08001", refused);
    var failure = FAILURES.of(new ConnectionException(timedOut));
    assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(failure)
        .hasMessage(
            "PostgreSQL at %s does not answer (Connection refused); start it or correct MOORING_DATABASE_URL"
                .formatted(URL));
  }

  @Test
  void aPoolWithoutAFreeConnectionIsUnavailable() {
    var busy = new ConnectionException(new SQLTransientConnectionException("timed out"));
    assertThat(FAILURES.of(busy).code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(FAILURES.of(busy)).hasMessageContaining("busy");
  }

  @ParameterizedTest
  @CsvSource({
    "57P01, UNAVAILABLE, does not answer",
    "53100, UNAVAILABLE, free disk",
    "55P03, UNAVAILABLE, try again",
    "28P01, UNFIT, MOORING_DATABASE_PASSWORD_FILE",
    "3D000, UNFIT, create it",
    "42501, UNFIT, owner",
    "42P01, UNFIT, restart",
    "25006, UNFIT, primary",
    "22P05, STATEMENT, remove it",
    "23505, STATEMENT, report this line"
  })
  void everyFailureSaysWhatToDo(String state, Code code, String step) {
    var failure = FAILURES.of(new SQLException("why", state));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessageContaining(step).hasMessageContaining("why");
    assertThat(failure.getMessage()).doesNotContain("hidden");
  }

  @ParameterizedTest
  @CsvSource({"08006, true", "57P01, true", "40P01, true", "40001, true", "23505, false"})
  void onlyWhatMayPassIsRepeated(String state, boolean passes) {
    assertThat(Failures.mayPass(new SQLException("why", state))).isEqualTo(passes);
  }

  @Test
  void aSchemaThatIsNotOursIsUnfit() {
    assertThat(FAILURES.ofMigration(new FlywayException("Found non-empty schema")).code())
        .isEqualTo(Code.UNFIT);
  }
}
