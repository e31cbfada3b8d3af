package dev.mooring.cli;

import dev.mooring.cli.job.JobStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Prints a job's log to standard output, and its states, with the time since, to the other. */
final class StreamPrinter implements JobStream.Listener {
  private final Instant start = Instant.now();

  @Override
  public void state(String line) {
    var seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
    System.err.println(String.format(Locale.ROOT, "[%6.1f s] ", seconds) + line);
  }

  @Override
  public void log(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
