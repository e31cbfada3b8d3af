package dev.mooring.cli.bench;

import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * kubectl, as a person runs it.
 *
 * @param binary the program with kubectl in it
 */
public record KubectlProcess(Path binary, Path kubeconfig) {

  /** Started, its errors thrown away. */
  Process start(String... arguments) {
    var command =
        new ArrayList<>(List.of(binary.toString(), "kubectl", "--kubeconfig=" + kubeconfig));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ended, with success. */
  void run(String input, String... arguments) {
    var process = start(arguments);
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      if (process.waitFor() != 0) {
        throw ProblemException.failed(
            "KubectlFailed",
            "kubectl %s ended with %d".formatted(String.join(" ", arguments), process.exitValue()),
            "Try it by hand: ./moor kubectl");
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw ProblemException.failed("Interrupted", "The measurement was stopped", "");
    }
  }
}
