package dev.mooring.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The steps of a command that runs as two programs, the build and then the CLI: what the first did,
 * in a file of which the second shows one breakdown with its own.
 *
 * <p>Lines of tab-separated fields: the start of the command in milliseconds since 1970, then each
 * step's start and length in milliseconds, ending and name.
 */
record History(Instant origin, List<Timing> steps) {
  History {
    steps = List.copyOf(steps);
  }

  static History read(Path file) throws IOException {
    var lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      throw new IOException("no steps in " + file);
    }
    var origin = Instant.ofEpochMilli(Long.parseLong(lines.getFirst().strip()));
    return new History(origin, lines.stream().skip(1).map(History::timing).toList());
  }

  void write(Path file) throws IOException {
    var head = Long.toString(origin.toEpochMilli());
    Files.write(file, Stream.concat(Stream.of(head), steps.stream().map(History::line)).toList());
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
