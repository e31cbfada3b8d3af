package dev.mooring.cli;

import dev.mooring.images.Build;
import dev.mooring.images.Image;
import dev.mooring.images.Training;
import dev.mooring.progress.Steps;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * For who runs the control plane from its chart, on a cluster whose registry is their own; and for
 * trainings on a cluster of this machine.
 */
@Command(
    name = "images",
    description = {
      "Builds images, and prints where they are: each is an archive of an OCI image layout.",
      "Without a name those that the charts name. Named ones, for trainings to run in, are also put into the nodes of the cluster if it is up."
    },
    mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "pytorch, tensorflow or mpi.",
      converter = TrainingConverter.class)
  private Set<Training> trainings = EnumSet.noneOf(Training.class);

  @Mixin private ClusterOption which = new ClusterOption();

  @Override
  public Integer call() {
    try (var steps = ClusterOption.steps()) {
      var build = Build.of(System.getenv(), steps);
      System.out.print(text(trainings.isEmpty() ? named(build) : built(build, steps)));
      return 0;
    }
  }

  private static List<Image> named(Build build) {
    return List.of(build.controlPlaneImage(), build.agentImage(), build.launcherImage());
  }

  private List<Image> built(Build build, Steps steps) {
    var images = trainings.stream().map(build::trainingImage).toList();
    var cluster = which.cluster();
    if (cluster.isUp()) {
      cluster.importImages(
          images.stream().collect(Collectors.toMap(Image::name, Image::archive)), steps);
    }
    return images;
  }

  private static String text(List<Image> images) {
    var rows = new ArrayList<>(List.of(List.of("IMAGE", "ARCHIVE")));
    images.forEach(image -> rows.add(List.of(image.name(), image.archive().toString())));
    return Table.aligned(rows);
  }
}
