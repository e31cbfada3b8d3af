package dev.mooring.cli;

import dev.mooring.cli.rest.ProblemException;
import dev.mooring.embedded.EmbeddedException;
import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "test",
    description = "Every check and test of the working tree.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  private static final List<String> MAVEN =
      List.of("mvn", "--batch-mode", "--fail-at-end", "--no-transfer-progress", "verify");

  @Option(names = "--fast", description = "Without the tests that need a cluster.")
  private boolean fast;

  @Option(
      names = "--only",
      paramLabel = "CLASS",
      split = ",",
      description = "Only these classes of tests, such as JobTest, on a cluster.")
  private List<String> only = List.of();

  private final Path home = Path.of(System.getenv().getOrDefault("MOORING_HOME", "."));
  private final List<TestResults> results = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  @Override
  public Integer call() {
    try (var steps = ClusterOption.steps()) {
      if (only.isEmpty()) {
        attempt(() -> results.add(steps.call("Test the Go modules", this::go)));
      }
      if (fast) {
        attempt(() -> results.add(java(steps, MAVEN, Map.of())));
      } else {
        withCluster(steps);
      }
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

  /** The cluster comes first: beside the build, its start would be slow on two cores. */
  private void withCluster(Steps steps) {
    Optional<TestLab> started = Optional.empty();
    try {
      started = TestLab.start(steps);
      if (started.isEmpty()) {
        results.add(TestResults.ONE_SKIPPED);
      }
    } catch (EmbeddedException | ProblemException e) {
      broken.add("the cluster of the tests: " + e.getMessage());
    }
    if (started.isEmpty()) {
      attempt(() -> results.add(java(steps, MAVEN, Map.of())));
      return;
    }
    try (var lab = started.get()) {
      var command = new ArrayList<>(MAVEN);
      command.add("-Pe2e");
      if (!only.isEmpty()) {
        command.addAll(
            List.of("-Dtest=" + String.join(",", only), "-Dsurefire.failIfNoSpecifiedTests=false"));
      }
      attempt(() -> results.add(java(steps, command, lab.environment())));
    }
  }

  private interface Part {
    void run() throws IOException;
  }

  private void attempt(Part part) {
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

  /**
   * A Go module and its packages to check and to test.
   *
   * @param vetted of {@code embedded} only our own, not the one that is all of Kubernetes
   */
  private record GoModule(String folder, List<String> vetted, List<String> tested) {}

  private static final List<GoModule> GO_MODULES =
      List.of(
          new GoModule("embedded", List.of("./supervise", "./pause"), List.of("./supervise")),
          new GoModule("launcher", List.of("./..."), List.of("./...")));

  private TestResults go(Step step) throws IOException {
    var results = TestResults.NONE;
    for (var module : GO_MODULES) {
      results = results.plus(go(step, module));
    }
    return results;
  }

  private TestResults go(Step step, GoModule module) throws IOException {
    var folder = home.resolve(module.folder());
    var lines = new ArrayList<String>();
    var exit = run(step, folder, lines, words("go vet", module.vetted()), Map.of());
    if (exit == 0) {
      exit = run(step, folder, lines, words("go test -json", module.tested()), Map.of());
    }
    var results = TestResults.ofGo(lines);
    if (exit != 0 && results.failed() == 0) {
      broken.add("the Go module " + module.folder() + "; run `go vet ./...` there");
    }
    return results;
  }

  private static List<String> words(String command, List<String> more) {
    var words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(more);
    return words;
  }

  private TestResults java(Steps steps, List<String> command, Map<String, String> environment)
      throws IOException {
    return steps.call("Check and test the Java modules", step -> java(step, command, environment));
  }

  private TestResults java(Step step, List<String> command, Map<String, String> environment)
      throws IOException {
    var started = FileTime.from(Instant.now());
    var exit = run(step, home, new ArrayList<>(), command, environment);
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

  private static int run(
      Step step,
      Path folder,
      List<String> lines,
      List<String> command,
      Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
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
