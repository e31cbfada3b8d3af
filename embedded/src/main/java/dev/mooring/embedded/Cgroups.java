package dev.mooring.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The control groups above each node's pods, for cgroup v1 and v2. Stateless. */
final class Cgroups {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  /** What a kubelet needs; on v1 each is a hierarchy of its own. */
  static final List<String> CONTROLLERS = List.of("cpu", "cpuset", "memory", "pids");

  /**
   * Processor time of all nodes' pods together, in shares of cgroup v1, of which a program beside
   * them has 1024: the pods are what the machine is for, and are more than one program.
   */
  private static final int SHARES = 4 * 1024 * Runtime.getRuntime().availableProcessors();

  private static final List<String> FURTHER_V1 =
      List.of(
          "cpuacct",
          "devices",
          "freezer",
          "blkio",
          "hugetlb",
          "systemd",
          "perf_event",
          // On a hybrid machine runc makes its groups here too.
          "unified");

  private Cgroups() {}

  static boolean unified() {
    return Files.exists(ROOT.resolve("cgroup.controllers"));
  }

  /** Those of {@link #CONTROLLERS} that this machine lacks. */
  static List<String> missing() {
    if (unified()) {
      var present = List.of(Disk.read(ROOT.resolve("cgroup.controllers")).strip().split(" ", -1));
      return CONTROLLERS.stream().filter(c -> !present.contains(c)).toList();
    }
    return CONTROLLERS.stream().filter(c -> !Files.isDirectory(ROOT.resolve(c))).toList();
  }

  /**
   * Makes the group {@code path} (such as mooring/moor/moor-n1) in every hierarchy; the first of
   * its names stands for all clusters.
   */
  static void create(String path) {
    makeFolders(path);
    weigh(path.replaceFirst("/.*", ""));
  }

  private static void weigh(String top) {
    if (unified()) {
      write(ROOT.resolve(top).resolve("cpu.weight"), Integer.toString(weight(SHARES)));
    } else {
      write(ROOT.resolve("cpu").resolve(top).resolve("cpu.shares"), Integer.toString(SHARES));
    }
  }

  /** Shares of v1 as a weight of v2, as Kubernetes and runc convert them. */
  static int weight(int shares) {
    return 1 + (int) ((shares - 2) * 9999L / 262_142);
  }

  private static void makeFolders(String path) {
    for (var hierarchy : hierarchies()) {
      var group = hierarchy;
      for (var part : path.split("/", -1)) {
        if (unified()) {
          enableControllers(group);
        }
        group = group.resolve(part);
        Disk.createFolders(group);
        if (Files.exists(group.resolve("cpuset.cpus")) && !unified()) {
          inherit(group, "cpuset.cpus");
          inherit(group, "cpuset.mems");
        }
      }
    }
  }

  /** Removes the group and all below it; processes in them must be gone. */
  static void remove(String path) {
    for (var hierarchy : hierarchies()) {
      var group = hierarchy.resolve(path);
      if (Files.isDirectory(group)) {
        try (var groups = Files.walk(group)) {
          // A group's files cannot be removed, and need not be: rmdir of the group is enough.
          groups
              .filter(Files::isDirectory)
              .sorted(Comparator.reverseOrder())
              .forEach(Cgroups::removeEmpty);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Removes the group if nothing is in it. */
  static void removeIfEmpty(String path) {
    for (var hierarchy : hierarchies()) {
      var group = hierarchy.resolve(path);
      try (var below =
          Files.isDirectory(group) ? Files.list(group) : java.util.stream.Stream.<Path>empty()) {
        if (Files.isDirectory(group) && below.noneMatch(Files::isDirectory)) {
          removeEmpty(group);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void removeEmpty(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      throw new EmbeddedException(
          EmbeddedException.Code.CONFLICT,
          "Control group %s cannot be removed (%s); see its cgroup.procs for who is in it"
              .formatted(group, e.getMessage()),
          e);
    }
  }

  private static List<Path> hierarchies() {
    if (unified()) {
      return List.of(ROOT);
    }
    return java.util.stream.Stream.concat(CONTROLLERS.stream(), FURTHER_V1.stream())
        .map(ROOT::resolve)
        .filter(Files::isDirectory)
        .toList();
  }

  /** On v1 a new cpuset is empty, and nothing can run in it. */
  private static void inherit(Path group, String file) {
    if (Disk.read(group.resolve(file)).isBlank()) {
      write(group.resolve(file), Disk.read(group.resolveSibling(file)));
    }
  }

  private static void enableControllers(Path group) {
    for (var controller : CONTROLLERS) {
      write(group.resolve("cgroup.subtree_control"), "+" + controller);
    }
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new EmbeddedException(
          EmbeddedException.Code.PRECONDITION,
          "Control group file %s refuses '%s': %s".formatted(file, content.strip(), e.getMessage()),
          e);
    }
  }
}
