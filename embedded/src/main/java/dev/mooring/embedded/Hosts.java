package dev.mooring.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Names of our platforms in the machine's file of hosts: a marked block a cluster, and not a byte
 * of what others wrote is changed. Whoever changes it holds the lock of the machine's clusters.
 */
record Hosts(Path file) {
  static final Path FILE = Path.of("/etc/hosts");

  static Hosts ofMachine() {
    return new Hosts(FILE);
  }

  /** Adds names to the cluster's block; all of the block's names are of {@code address} then. */
  void put(String cluster, String address, Collection<String> names) {
    replace(text -> with(text, cluster, address, names));
  }

  /** Removes the cluster's block. */
  void remove(String cluster) {
    replace(text -> without(text, cluster));
  }

  private static String begin(String cluster) {
    return "# mooring %s begin".formatted(cluster);
  }

  private static String end(String cluster) {
    return "# mooring %s end".formatted(cluster);
  }

  static String with(String text, String cluster, String address, Collection<String> names) {
    var all = new TreeSet<>(names);
    all.addAll(names(text, cluster));
    var rest = without(text, cluster);
    var block = new StringBuilder(rest);
    if (!rest.isEmpty() && !rest.endsWith("\n")) {
      block.append('\n');
    }
    block.append(begin(cluster)).append('\n');
    all.forEach(name -> block.append(address).append(' ').append(name).append('\n'));
    return block.append(end(cluster)).append('\n').toString();
  }

  /** A block that lacks its end (somebody cut it) ends where its lines do. */
  static String without(String text, String cluster) {
    var kept = new StringBuilder();
    var inside = false;
    for (var line : lines(text)) {
      var bare = line.strip();
      if (bare.equals(begin(cluster))) {
        inside = true;
      } else if (inside && bare.equals(end(cluster))) {
        inside = false;
      } else if (!inside || !isOurs(bare)) {
        inside = false;
        kept.append(line);
      }
    }
    return kept.toString();
  }

  private static boolean isOurs(String line) {
    return line.matches("127\\.77\\.\\d+\\.1 \\S+\\.mooring\\.internal");
  }

  private static List<String> names(String text, String cluster) {
    var names = new ArrayList<String>();
    var inside = false;
    for (var line : lines(text)) {
      var bare = line.strip();
      inside = bare.equals(begin(cluster)) || (inside && isOurs(bare));
      if (inside && isOurs(bare)) {
        names.add(bare.substring(bare.indexOf(' ') + 1));
      }
    }
    return names;
  }

  /** Each with its end, so that what is kept is kept as it was. */
  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("(?<=\n)", -1));
  }

  private interface Change {
    String of(String text);
  }

  private void replace(Change change) {
    try {
      var before = Files.exists(file) ? Files.readString(file) : "";
      var after = change.of(before);
      if (!after.equals(before)) {
        write(after);
      }
    } catch (IOException e) {
      throw new EmbeddedException(
          EmbeddedException.Code.PRECONDITION,
          "File %s cannot be changed (%s), which gives the platform its names; `moor doctor` says what to do"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private void write(String text) throws IOException {
    var next = file.resolveSibling(file.getFileName() + ".mooring");
    try {
      Files.writeString(next, text);
      if (Files.exists(file)) {
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
      }
      Disk.sync(next);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Disk.sync(file.toAbsolutePath().resolveSibling(""));
    } catch (FileSystemException e) {
      Files.deleteIfExists(next);
      // In a container it is a mount of its own, which no rename replaces.
      try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
        var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.truncate(channel.position());
        channel.force(true);
      }
    }
  }
}
