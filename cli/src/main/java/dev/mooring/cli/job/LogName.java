package dev.mooring.cli.job;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log of one process of a job.
 *
 * @param rank of the process
 * @param attempt 0 for the first pod, n for the one in {@code retry-00n}
 */
record LogName(int rank, int attempt) {
  private static final Pattern NAME =
      Pattern.compile("(?:retry-(\\d{1,6})/)?user_logs/std_log(?:_process_(\\d{1,6}))?\\.txt");

  /** Empty for files that no process wrote. */
  static Optional<LogName> of(String file) {
    var name = NAME.matcher(file);
    if (!name.matches()) {
      return Optional.empty();
    }
    return Optional.of(new LogName(number(name.group(2)), number(name.group(1))));
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** What stands before its lines where there are those of others. */
  String prefix() {
    return attempt == 0 ? "[%d] ".formatted(rank) : "[%d, retry %d] ".formatted(rank, attempt);
  }
}
