package dev.mooring.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All clusters of this machine. Stateless. */
final class Clusters {
  private Clusters() {}

  static Path sysctls(Path root) {
    return root.resolve("kernel-settings.json");
  }

  static List<Settings> settings(Path root) {
    return folders(root.resolve("clusters")).stream()
        .map(folder -> Settings.read(new Folders(folder, folder)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** A run folder is there from a start until the end of the stop. */
  static boolean anyRuns() {
    return !folders(Folders.runRoot()).isEmpty();
  }

  private static List<Path> folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (var folders = Files.list(parent)) {
      return folders.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
