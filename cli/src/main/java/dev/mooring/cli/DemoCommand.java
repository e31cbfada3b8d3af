package dev.mooring.cli;

import dev.mooring.images.Build;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "demo",
    description = "Everything at once: the cluster, the ML agent on it, and a real training.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** Digits held out are recognized at least so often, or the training was not one. */
  private static final double LEAST_ACCURACY = 0.93;

  @Mixin private ClusterOption which = new ClusterOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    var home = Path.of(System.getenv().getOrDefault("MOORING_HOME", "."));
    try (var steps = ClusterOption.steps()) {
      var build = Build.of(System.getenv(), steps);
      var platform = Platform.up(which.cluster(), Optional.empty(), build, steps);
      try (var _ = platform.cluster().hold(steps)) {
        new AgentInstall(home.resolve("charts/azureml-agent"), platform.kubeconfig())
            .run(platform.agent(), steps);
      }
      var result =
          new DigitsDemo(home.resolve("examples/digits"), platform.kubeconfig())
              .run(platform.pytorch(), steps);
      steps.say(steps.breakdown());
      return tell(result, steps);
    }
  }

  private static int tell(DigitsDemo.Result result, Steps steps) {
    var verdict = Verdict.of(result, LEAST_ACCURACY, steps.elapsed());
    steps.close();
    System.out.println(verdict.line());
    return verdict.passed() ? 0 : 1;
  }
}
