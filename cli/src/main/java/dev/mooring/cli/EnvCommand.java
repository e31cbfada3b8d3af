package dev.mooring.cli;

import dev.mooring.images.Build;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "env",
    description = "Lines for the shell: eval \"$(./moor env)\".",
    mixinStandardHelpOptions = true)
final class EnvCommand implements Callable<Integer> {
  @Mixin private ClusterOption which = new ClusterOption();

  @Override
  public Integer call() {
    var cluster = which.cluster();
    if (cluster.layout().isEmpty()) {
      System.err.printf("moor: cluster '%s' does not exist; ./moor up makes it%n", which.name());
      return Moor.REFUSED;
    }
    System.out.printf("export KUBECONFIG='%s'%n", cluster.folders().kubeconfig());
    try (var steps = ClusterOption.steps()) {
      Build.of(System.getenv(), steps)
          .pytorchImageIfBuilt()
          .ifPresent(
              image -> System.out.printf("export MOORING_IMAGE_PYTORCH='%s'%n", image.name()));
    }
    return 0;
  }
}
