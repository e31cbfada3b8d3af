package dev.mooring.images;

import dev.mooring.progress.Step;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program to run to its end.
 *
 * @param environment added to this process's own
 */
record Command(List<String> words, Path folder, Map<String, String> environment) {
  private static final List<String> NICE = List.of("nice", "-n", "10");

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  static Command of(Path folder, String... words) {
    return new Command(List.of(words), folder, Map.of());
  }

  Command with(String name, String value) {
    var more = new HashMap<>(environment);
    more.put(name, value);
    return new Command(words, folder, more);
  }

  /** With low priority: what runs on the machine, a cluster with its leases too, goes first. */
  Command nice() {
    var nice = new ArrayList<>(NICE);
    nice.addAll(words);
    return new Command(nice, folder, environment);
  }

  /** Runs it with its output in the step. */
  void run(Step step) {
    step.line("$ " + String.join(" ", words));
    var code = execute(step::line, process -> {});
    if (code != 0) {
      throw failure(code, "");
    }
  }

  /**
   * Runs it until {@code reached} returns, then asks it to stop, and waits for its end.
   *
   * @return its exit code
   */
  int runUntil(Runnable reached, Step step) {
    step.line("$ " + String.join(" ", words));
    return execute(
        step::line,
        process -> {
          reached.run();
          // Not Process.destroy, which closes the output, with what is said at the end.
          process.toHandle().destroy();
        });
  }

  /** Runs it and returns what it printed. */
  String output() {
    var text = new StringBuilder();
    var code = execute(line -> text.append(line).append('\n'), process -> {});
    if (code != 0) {
      throw failure(code, ": " + text.toString().strip());
    }
    return text.toString();
  }

  private int execute(Consumer<String> lines, Consumer<Process> meanwhile) {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      var reaper = new Thread(() -> end(process));
      Runtime.getRuntime().addShutdownHook(reaper);
      // The reader does not see an interrupt; ending the process ends its output.
      var watcher = Thread.currentThread();
      var beside = Thread.startVirtualThread(() -> meanwhile.accept(process));
      var guard = Thread.startVirtualThread(() -> endWhenInterrupted(watcher, process));
      try (var output = process.inputReader()) {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
          lines.accept(line);
        }
        return process.waitFor();
      } finally {
        guard.interrupt();
        beside.interrupt();
        end(process);
        removeHook(reaper);
      }
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        // Its output was closed under the reader.
        throw interrupted(e);
      }
      throw new BuildException(
          BuildException.Code.COMMAND, "Cannot run '" + program() + "': " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private BuildException interrupted(Exception cause) {
    return new BuildException(
        BuildException.Code.COMMAND, "'" + program() + "' was stopped", cause);
  }

  private static void endWhenInterrupted(Thread watched, Process process) {
    try {
      while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
        if (watched.isInterrupted()) {
          end(process);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its children too: a shell's or Go's compilers would go on without it. */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hooks run already, this one among them.
    }
  }

  private BuildException failure(int code, String detail) {
    return new BuildException(
        BuildException.Code.COMMAND, "'" + program() + "' ended with exit code " + code + detail);
  }

  private String program() {
    var first = words.stream().filter(word -> !NICE.contains(word)).findFirst().orElse("");
    return first.substring(first.lastIndexOf('/') + 1);
  }
}
