package dev.mooring.cli;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.Layout;
import dev.mooring.images.Build;
import dev.mooring.images.Image;
import dev.mooring.progress.Steps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of this machine, running and with our images in its nodes. */
record Platform(
    EmbeddedCluster cluster, Layout layout, Path kubernetes, Image agent, Image pytorch) {
  /**
   * Starts or repairs the cluster.
   *
   * @param nodes wanted; empty for as many as there were, or three
   */
  static Platform up(EmbeddedCluster cluster, Optional<Integer> nodes, Build build, Steps steps) {
    var pause = build.pauseImage();
    var kubernetes = build.kubernetes();
    var agent = build.agentImage();
    var pytorch = build.pytorchImage();
    var layout =
        cluster.up(
            new EmbeddedCluster.Start(nodes, kubernetes, pause.name(), pause.archive()), steps);
    cluster.importImages(archives(agent, pytorch), steps);
    return new Platform(cluster, layout, kubernetes, agent, pytorch);
  }

  private static Map<String, Path> archives(Image... images) {
    return Stream.of(images)
        .collect(Collectors.toMap(Image::name, Image::archive, (a, b) -> a, LinkedHashMap::new));
  }

  Path kubeconfig() {
    return cluster.folders().kubeconfig();
  }
}
