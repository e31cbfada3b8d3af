package dev.mooring.cli.bench;

import dev.mooring.cluster.Connection;
import dev.mooring.cluster.bench.InstalledAgent;
import dev.mooring.cluster.bench.WorkingSets;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.cluster.install.AgentPods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The memory of the agent's processes: as Kubernetes counts it, and as this machine's kernel does
 * in {@code /proc/PID/smaps_rollup}.
 */
public final class AgentMemory {

  private AgentMemory() {}

  /**
   * Of one process.
   *
   * @param workingSet mebibytes as its kubelet tells them, which is what its limit is held against
   *     and {@code kubectl top} shows
   * @param resident mebibytes of all its pages in memory
   * @param proportional the same, but pages that others have too, such as those of the class cache,
   *     counted by their share
   */
  public record Use(String component, double workingSet, double resident, double proportional) {}

  /** Of those of the agent's pods that run on this machine, by component. */
  public static List<Use> of(Connection connection) throws InterruptedException {
    var workingSets = WorkingSets.of(connection, InstalledAgent.NAMESPACE);
    try (var pods = AgentPods.watch(connection, InstalledAgent.NAMESPACE, () -> {})) {
      return pods.seen().stream()
          .flatMap(pod -> of(pod, workingSets.getOrDefault(pod.name(), 0.0)).stream())
          .toList();
    }
  }

  private static Optional<Use> of(AgentPod pod, double workingSet) {
    var variable = "POD_NAME=" + pod.name();
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", Long.toString(process.pid())))
        .filter(process ->
            read(process.resolve("environ"))
                .filter(environment -> List.of(environment.split("\0", -1)).contains(variable))
                .isPresent())
        .flatMap(process -> read(process.resolve("smaps_rollup")).stream())
        .findFirst()
        .map(rollup ->
            new Use(
                pod.component(), workingSet, mebibytes(rollup, "Rss"), mebibytes(rollup, "Pss")));
  }

  static double mebibytes(String rollup, String what) {
    var line = Pattern.compile("^" + what + ":\\s+(\\d+) kB$", Pattern.MULTILINE).matcher(rollup);
    if (!line.find()) {
      throw new IllegalArgumentException("No %s in: %s".formatted(what, rollup));
    }
    return Long.parseLong(line.group(1)) / 1024.0;
  }

  /** Empty where the process is gone, or is another user's. */
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
