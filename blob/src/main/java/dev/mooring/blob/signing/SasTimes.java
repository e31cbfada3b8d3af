package dev.mooring.blob.signing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Times in signatures: a date, or a date and time to the minute or finer, in ISO 8601. */
final class SasTimes {
  private static final int DATE = "2026-11-24".length();

  private SasTimes() {}

  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          text.length() == DATE
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
