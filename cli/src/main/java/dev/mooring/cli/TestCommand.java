package dev.mooring.cli;

import dev.mooring.progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "test",
    description = "Every check and test of the working tree.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  private final Path home = Path.of(System.getenv().getOrDefault("MOORING_HOME", "."));

  @Override
  public Integer call() throws IOException {
    var results = new ArrayList<TestResults>();
    var broken = new ArrayList<String>();
    try (var steps = ClusterOption.steps()) {
      attempt(broken, () -> results.add(steps.call("Test the Go modules", this::go)));
      attempt(broken, () -> results.add(steps.call("Check and test the Java modules", this::java)));
      steps.say(steps.breakdown());
    }
    var total = results.stream().reduce(TestResults.NONE, TestResults::plus);
    total.failures().forEach(failure -> System.out.println("FAILED " + failure));
    broken.forEach(what -> System.out.println("BROKEN " + what));
    // A build that broke without a failed test still fails the run.
    var failed = total.failed() + broken.size();
    System.out.printf(
        "%d passed, %d failed, %d skipped%n", total.passed(), failed, total.skipped());
    return failed == 0 && total.passed() > 0 ? 0 : 1;
  }

  private interface Part {
    void run() throws IOException;
  }

  private static void attempt(List<String> broken, Part part) {
    try {
      part.run();
    } catch (IOException | UncheckedTestException e) {
      broken.add(e.getMessage());
    }
  }

  private static final class UncheckedTestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedTestException(String message) {
      super(message);
    }
  }

  private TestResults go(Step step) throws IOException {
    var module = home.resolve("embedded");
    var lines = new ArrayList<String>();
    var vet = run(step, module, lines, List.of("go", "vet", "./supervise", "./pause"));
    var exit =
        vet == 0 ? run(step, module, lines, List.of("go", "test", "-json", "./supervise")) : vet;
    var results = TestResults.ofGo(lines);
    if (exit != 0 && results.failed() == 0) {
      throw new UncheckedTestException("the Go module embedded; run `go vet ./... ` there");
    }
    return results;
  }

  private TestResults java(Step step) throws IOException {
    var started = FileTime.from(Instant.now());
    var exit =
        run(
            step,
            home,
            new ArrayList<>(),
            List.of("mvn", "--batch-mode", "--fail-at-end", "--no-transfer-progress", "verify"));
    var results = TestResults.NONE;
    try (var files = Files.walk(home, 4)) {
      for (var report : files.filter(TestCommand::isReport).toList()) {
        if (Files.getLastModifiedTime(report).compareTo(started) >= 0) {
          results = results.plus(TestResults.ofSurefire(report));
        }
      }
    }
    if (exit != 0 && results.failed() == 0) {
      throw new UncheckedTestException(
          "the Java build, without a failed test; its log is shown above and `mvn verify` repeats it");
    }
    return results;
  }

  private static boolean isReport(Path file) {
    return file.toString().matches(".*/target/surefire-reports/TEST-[^/]*\\.xml");
  }

  private static int run(Step step, Path folder, List<String> lines, List<String> command)
      throws IOException {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (var reader = process.inputReader()) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        step.line(line);
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new IOException("Interrupted", e);
    }
  }
}
