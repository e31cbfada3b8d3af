package dev.mooring.cli;

import dev.mooring.cli.rest.Arm;
import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.Layout;
import dev.mooring.embedded.PlatformPrograms;
import dev.mooring.images.Build;
import dev.mooring.images.Image;
import dev.mooring.images.Training;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of this machine, running, with our images in its nodes and the platform beside it. */
record Platform(
    EmbeddedCluster cluster, Layout layout, Path kubernetes, Image agent, Image pytorch) {
  /**
   * Starts or repairs the cluster and the platform, with the workspace of the machine's user.
   *
   * @param nodes wanted; empty for as many as there were, or three
   */
  static Platform up(EmbeddedCluster cluster, Optional<Integer> nodes, Build build, Steps steps) {
    var pause = build.pauseImage();
    var kubernetes = build.kubernetes();
    var agent = build.agentImage();
    var launcher = build.launcherImage();
    var pytorch = build.trainingImage(Training.PYTORCH);
    var programs =
        new PlatformPrograms(
            Path.of(System.getProperty("java.home")),
            build.java().resolve("control-plane/lib"),
            build.postgres(),
            home().resolve("charts/azureml-agent"),
            agent.name(),
            launcher.name());
    var layout =
        cluster.up(
            new EmbeddedCluster.Start(nodes, kubernetes, pause.name(), pause.archive(), programs),
            steps);
    cluster.importImages(archives(agent, launcher, pytorch), steps);
    var platform = new Platform(cluster, layout, kubernetes, agent, pytorch);
    platform.openWorkspace(steps);
    return platform;
  }

  /** The working tree. */
  static Path home() {
    return Path.of(System.getenv().getOrDefault("MOORING_HOME", "."));
  }

  private static Map<String, Path> archives(Image... images) {
    return Stream.of(images)
        .collect(Collectors.toMap(Image::name, Image::archive, (a, b) -> a, LinkedHashMap::new));
  }

  private void openWorkspace(Steps steps) {
    try (var arm = open()) {
      steps.run(
          "Open workspace " + arm.scope().workspace(),
          step -> {
            var workspaces = new Workspaces(arm);
            workspaces.ensure(arm.scope().workspace());
            workspaces.name(cluster, steps);
          });
    }
  }

  /** The platform's API; whoever asked closes it. */
  Arm open() {
    return new Arm(PlatformOption.local(cluster));
  }

  /** Registers this very cluster and attaches it. */
  void attach(Steps steps) {
    try (var arm = open()) {
      steps.run(
          "Register cluster " + EnvCommand.COMPUTE,
          step -> new RegisteredClusters(arm).register(EnvCommand.COMPUTE, kubeconfig()));
      new Computes(arm).attach(EnvCommand.COMPUTE, EnvCommand.COMPUTE, "default", steps);
    }
  }

  Path kubeconfig() {
    return cluster.folders().kubeconfig();
  }
}
