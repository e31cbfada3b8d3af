package dev.mooring.cli.bench;

import dev.mooring.cluster.bench.Contestant;
import dev.mooring.cluster.bench.InstalledAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;

/**
 * Our scheduler, from the agent's image: the same files, options and class cache as in its pod, and
 * as much memory, but as a process of this machine.
 */
public final class MooringScheduler implements Contestant {

  /** What the chart gives its container, of which the heap is a share. */
  private static final List<String> MEMORY = List.of("-XX:MaxRAM=768m");

  private final UnpackedImage image;
  private final Path log;

  private MooringScheduler(UnpackedImage image, Path log) {
    this.image = image;
    this.log = log;
  }

  /**
   * Unpacks the image.
   *
   * @param archive of the agent's image
   * @param folder empty; for the image and the log
   */
  public static MooringScheduler of(Path archive, Path kubeconfig, Path folder) {
    try {
      var image = UnpackedImage.of(archive, folder);
      // Only who may come into the folder can read it from outside.
      var inside = Files.copy(kubeconfig, image.root().resolve("tmp/kubeconfig"));
      Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-r--r--"));
      return new MooringScheduler(image, folder.resolve("scheduler.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "mooring";
  }

  @Override
  public String schedulerName() {
    return InstalledAgent.SCHEDULER;
  }

  @Override
  public boolean placesGangs() {
    return true;
  }

  @Override
  public Run start() {
    var environment = new HashMap<>(image.environment());
    environment.put("KUBECONFIG", "/tmp/kubeconfig");
    environment.put("HEALTH_PORT", "0");
    // As its rival: none waits until the lease of the pod that was stopped has ended.
    environment.put("MOORING_LEADER_ELECTION", "false");
    return SchedulerProcess.start(
        image.command(MEMORY, List.of(InstalledAgent.SCHEDULER)), environment, log);
  }
}
