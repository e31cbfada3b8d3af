package dev.mooring.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the machine's programs to their end. Stateless. */
final class Shell {
  private static final Duration BOUND = Duration.ofMinutes(2);

  private Shell() {}

  /** How a program ended, and all that it printed. */
  record Result(int exitCode, String output) {
    boolean ok() {
      return exitCode == 0;
    }
  }

  /** Runs a program that must succeed. */
  static String run(String... command) {
    return run(List.of(command));
  }

  static String run(List<String> command) {
    return expect(command, call(command, ""));
  }

  /** Runs a program that must succeed, with {@code input} as its standard input. */
  static String feed(String input, List<String> command) {
    return expect(command, call(command, input));
  }

  private static String expect(List<String> command, Result result) {
    if (!result.ok()) {
      throw new EmbeddedException(
          EmbeddedException.Code.COMMAND,
          "'%s' ended with exit code %d: %s"
              .formatted(String.join(" ", command), result.exitCode(), result.output().strip()));
    }
    return result.output();
  }

  /** Runs a program whose failure is an answer. */
  static Result call(String... command) {
    return call(List.of(command), "");
  }

  static Result call(List<String> command, String input) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The program ended before it read its input; its exit code and output say why.
      }
      var timer = Thread.ofVirtual().start(() -> killAtBound(process));
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var exitCode = process.waitFor();
      timer.interrupt();
      return new Result(exitCode, output);
    } catch (IOException e) {
      throw new EmbeddedException(
          EmbeddedException.Code.PRECONDITION,
          "'%s' cannot be run (%s); `moor doctor` says which package has it"
              .formatted(command.getFirst(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException(
          EmbeddedException.Code.COMMAND,
          "Interrupted while '%s' ran".formatted(command.getFirst()),
          e);
    }
  }

  private static void killAtBound(Process process) {
    try {
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // The program ended in time.
    }
  }
}
