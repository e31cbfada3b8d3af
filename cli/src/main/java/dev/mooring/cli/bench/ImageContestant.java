package dev.mooring.cli.bench;

import dev.mooring.cluster.bench.Contestant;
import dev.mooring.cluster.bench.InstalledAgent;
import dev.mooring.cluster.bench.NextNodeBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of the agent's image: the same files, options and class cache as in a pod, and as much
 * memory as our scheduler's, but as a process of this machine.
 *
 * @param environment besides this process's own
 */
public record ImageContestant(
    String name,
    String schedulerName,
    boolean placesGangs,
    List<String> command,
    Map<String, String> environment,
    Path log)
    implements Contestant {

  /** What the chart gives our scheduler's container, of which the heap is a share. */
  private static final List<String> MEMORY = List.of("-XX:MaxRAM=768m");

  /** Inside the image. */
  private static final String KUBECONFIG = "/tmp/kubeconfig";

  private static final String BINDER_PODS = "bench-binder";

  public ImageContestant {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * Our scheduler.
   *
   * @param archive of the agent's image
   * @param kubeconfig YAML with all inside
   * @param folder empty; for the image and the log
   */
  public static ImageContestant mooring(Path archive, String kubeconfig, Path folder) {
    var image = unpacked(archive, kubeconfig, folder);
    var environment = new HashMap<>(image.environment());
    environment.put("KUBECONFIG", KUBECONFIG);
    environment.put("HEALTH_PORT", "0");
    // As its rival: none waits until the lease of the pod that was stopped has ended.
    environment.put("MOORING_LEADER_ELECTION", "false");
    return new ImageContestant(
        "mooring",
        InstalledAgent.SCHEDULER,
        true,
        image.command(MEMORY, List.of(InstalledAgent.SCHEDULER)),
        environment,
        folder.resolve("scheduler.log"));
  }

  /**
   * {@link NextNodeBinder}, for single pods.
   *
   * @param archive of the agent's image
   * @param kubeconfig YAML with all inside
   * @param folder empty; for the image and the log
   */
  public static ImageContestant binder(Path archive, String kubeconfig, Path folder) {
    var image = unpacked(archive, kubeconfig, folder);
    return new ImageContestant(
        "binder",
        BINDER_PODS,
        false,
        image.command(MEMORY, NextNodeBinder.class.getName(), List.of(KUBECONFIG, BINDER_PODS)),
        image.environment(),
        folder.resolve("binder.log"));
  }

  private static UnpackedImage unpacked(Path archive, String kubeconfig, Path folder) {
    try {
      var image = UnpackedImage.of(archive, folder);
      // Only who may come into the folder can read it from outside.
      var inside = Files.writeString(image.root().resolve(KUBECONFIG.substring(1)), kubeconfig);
      Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-r--r--"));
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Run start() {
    return SchedulerProcess.start(command, environment, log);
  }
}
