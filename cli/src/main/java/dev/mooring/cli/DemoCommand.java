package dev.mooring.cli;

import dev.mooring.cli.rest.ProblemException;
import dev.mooring.images.Build;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "demo",
    description = "Everything at once: the platform, a cluster attached to it, a real training.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** Digits held out are recognized at least so often, or the training was not one. */
  private static final double LEAST_ACCURACY = 0.93;

  @Mixin private ClusterOption which = new ClusterOption();

  @Override
  public Integer call() throws IOException {
    var verdict = run();
    System.out.println(verdict.line());
    return verdict.passed() ? 0 : Moor.FAILED;
  }

  private Verdict run() throws IOException {
    try (var steps = ClusterOption.steps()) {
      var build = Build.of(System.getenv(), steps);
      var platform = Platform.up(which.cluster(), Optional.empty(), build, steps);
      var verdict = run(platform, steps);
      steps.say(steps.breakdown());
      return verdict;
    }
  }

  private static Verdict run(Platform platform, Steps steps) throws IOException {
    var models = Files.createTempDirectory("moor-demo-");
    try (var arm = platform.open()) {
      platform.attach(steps);
      var example = Platform.home().resolve("examples/digits");
      var result = new DigitsDemo(arm, example, platform.pytorch().name(), steps).run(models);
      return Verdict.of(result, LEAST_ACCURACY, steps.elapsed());
    } catch (ProblemException e) {
      return Verdict.failed(e.problem().toString());
    } finally {
      remove(models);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
