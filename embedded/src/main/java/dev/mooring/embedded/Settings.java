package dev.mooring.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is known of a cluster between two commands: {@code cluster.json} in its state folder. */
record Settings(int slot, int nodes) {

  static Optional<Settings> read(Folders folders) {
    var file = file(folders);
    return Disk.exists(file)
        ? Optional.of(Json.parse(Disk.read(file), Settings.class))
        : Optional.empty();
  }

  void write(Folders folders) {
    Disk.write(file(folders), Json.write(this));
  }

  private static Path file(Folders folders) {
    return folders.state().resolve("cluster.json");
  }

  /** The lowest slot that no other cluster of this machine has. */
  static int freeSlot(List<Settings> others) {
    return IntStream.range(0, Layout.SLOTS)
        .filter(slot -> others.stream().noneMatch(other -> other.slot() == slot))
        .findFirst()
        .orElseThrow(() ->
            new EmbeddedException(
                EmbeddedException.Code.CONFLICT,
                "All %d cluster slots of this machine are taken; remove one with `moor down --purge --cluster NAME`"
                    .formatted(Layout.SLOTS)));
  }
}
