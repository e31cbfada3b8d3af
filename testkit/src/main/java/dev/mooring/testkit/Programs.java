package dev.mooring.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the machine's programs to their end. Stateless. */
final class Programs {
  private Programs() {}

  /** Runs a program that must succeed. */
  static void run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new IllegalStateException(
            "'%s' ended with exit code %d: %s"
                .formatted(String.join(" ", command), exitCode, output.strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while '" + command.getFirst() + "' ran", e);
    }
  }
}
