package dev.mooring.cli.bench;

import dev.mooring.cluster.bench.Contestant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A scheduler's process.
 *
 * @param log all that it says
 */
record SchedulerProcess(Process process, Path log) implements Contestant.Run {
  private static final int LAST_WORDS = 2000;

  static SchedulerProcess start(List<String> command, Map<String, String> environment, Path log) {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      // Nobody else would end it, least of all while it is paused, if the command is interrupted.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-scheduler"));
      process.getOutputStream().close();
      return new SchedulerProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Contestant.Use use() {
    var folder = Path.of("/proc", Long.toString(process.pid()));
    try {
      if (process.isAlive()) {
        return ProcessFiles.use(read(folder.resolve("stat")), read(folder.resolve("status")));
      }
    } catch (IOException | IllegalArgumentException gone) {
      throw new IllegalStateException(ended(), gone);
    }
    throw new IllegalStateException(ended());
  }

  private String ended() {
    return "The scheduler has ended; its last words: " + lastWords();
  }

  private String lastWords() {
    try {
      var all = read(log);
      return all.substring(Math.max(0, all.length() - LAST_WORDS));
    } catch (IOException unreadable) {
      return "(%s)".formatted(unreadable.getMessage());
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void pause() {
    Programs.run(List.of("kill", "-STOP", Long.toString(process.pid())));
  }

  @Override
  public void resume() {
    Programs.run(List.of("kill", "-CONT", Long.toString(process.pid())));
  }

  /** By SIGKILL, which a process that is paused takes too; it holds nothing. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
