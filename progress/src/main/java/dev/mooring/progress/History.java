package dev.mooring.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps of a command that runs as two programs, the build and then the CLI: what the first did,
 * as text that the second gets in its environment, to show one breakdown with its own.
 *
 * <p>Lines of tab-separated fields: the start of the command in milliseconds since 1970, then each
 * step's start and length in milliseconds, ending and name.
 */
record History(Instant origin, List<Timing> steps) {
  History {
    steps = List.copyOf(steps);
  }

  /** Empty when the text is none or damaged: times of an earlier program are only shown. */
  static Optional<History> parse(String text) {
    var lines = text.strip().lines().toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      var origin = Instant.ofEpochMilli(Long.parseLong(lines.getFirst()));
      return Optional.of(new History(origin, lines.stream().skip(1).map(History::timing).toList()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  String text() {
    var head = Long.toString(origin.toEpochMilli());
    return Stream.concat(Stream.of(head), steps.stream().map(History::line))
        .collect(Collectors.joining("\n"));
  }

  private static String line(Timing step) {
    return String.join(
        "\t",
        Long.toString(step.started().toMillis()),
        Long.toString(step.took().toMillis()),
        step.ending().name(),
        step.name());
  }

  private static Timing timing(String line) {
    var fields = line.split("\t", 4);
    return new Timing(
        fields[3],
        Duration.ofMillis(Long.parseLong(fields[0])),
        Duration.ofMillis(Long.parseLong(fields[1])),
        Timing.Ending.valueOf(fields[2]));
  }
}
