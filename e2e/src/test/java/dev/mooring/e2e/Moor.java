package dev.mooring.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The command {@code ./moor}, run as users run it. Thread-safe. */
final class Moor {
  /**
   * How it ended.
   *
   * @param output both streams, in the order of their lines
   */
  record Result(int exitCode, List<String> output) {
    String text() {
      return String.join("\n", output);
    }
  }

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private Moor(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("MOORING_PROGRESS", "plain");
      builder.environment().remove("MOORING_STEPS");
      builder.environment().remove("MOORING_CLUSTER");
      this.process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.reader =
        Thread.startVirtualThread(() -> process.inputReader().lines().forEach(output::add));
  }

  static Moor start(String... arguments) {
    var command = new ArrayList<>(List.of(Lab.home().resolve("moor").toString()));
    command.addAll(List.of(arguments));
    return new Moor(command);
  }

  /** As another user, who may read the working tree wherever it lies. */
  static Moor startAs(int uid, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + uid,
                "--clear-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
                Lab.home().resolve("moor").toString()));
    command.addAll(List.of(arguments));
    return new Moor(command);
  }

  static Result run(String... arguments) throws InterruptedException {
    return start(arguments).await();
  }

  boolean hasSaid(String text) {
    return output.stream().anyMatch(line -> line.contains(text));
  }

  /** Until all it says is read. */
  boolean isRunning() {
    return reader.isAlive();
  }

  /** What it has said so far. */
  String text() {
    return String.join("\n", output);
  }

  void kill() {
    process.destroyForcibly();
  }

  Result await() throws InterruptedException {
    var exit = process.waitFor();
    reader.join();
    return new Result(exit, List.copyOf(output));
  }
}
