package dev.mooring.cli;

import dev.mooring.images.Build;
import dev.mooring.images.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** For who runs the control plane from its chart, on a cluster whose registry is their own. */
@Command(
    name = "images",
    description =
        "Builds the images that the charts name, and prints where they are: each is an archive of an OCI image layout.",
    mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    try (var steps = ClusterOption.steps()) {
      var build = Build.of(System.getenv(), steps);
      System.out.print(
          text(List.of(build.controlPlaneImage(), build.agentImage(), build.launcherImage())));
      return 0;
    }
  }

  private static String text(List<Image> images) {
    var rows = new ArrayList<>(List.of(List.of("IMAGE", "ARCHIVE")));
    images.forEach(image -> rows.add(List.of(image.name(), image.archive().toString())));
    return Table.aligned(rows);
  }
}
