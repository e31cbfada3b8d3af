package dev.mooring.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cluster can leave on this machine; two of them are equal when nothing was left.
 *
 * @param links interfaces of the machine's own network namespace
 */
record Machine(
    List<String> links,
    List<String> namespaces,
    List<String> tables,
    List<String> mounts,
    List<String> controlGroups,
    List<String> hosts) {

  static Machine now() {
    return new Machine(
        run("ip", "-o", "link").lines().map(line -> line.split(":", -1)[1]).sorted().toList(),
        run("ip", "netns", "list").lines().sorted().toList(),
        run("nft", "list", "tables").lines().sorted().toList(),
        read(Path.of("/proc/self/mounts")).lines().sorted().toList(),
        controlGroupsOf("mooring"),
        hostsWithoutClusters());
  }

  /** Without the names of the user's cluster and of the tests' common one, which come and go. */
  private static List<String> hostsWithoutClusters() {
    return read(Path.of("/etc/hosts"))
        .lines()
        .filter(line -> !line.matches("# mooring (test|moor) .*"))
        .filter(line -> !line.matches("\\S+ [^.]+(\\.blob\\.core)?(\\.test)?\\.mooring\\.internal"))
        .toList();
  }

  /** Only what stands directly below: clusters of other tests change what is inside theirs. */
  private static List<String> controlGroupsOf(String name) {
    try (var roots = Files.list(Path.of("/sys/fs/cgroup"))) {
      return Stream.concat(Stream.of(Path.of("/sys/fs/cgroup")), roots)
          .map(root -> root.resolve(name))
          .filter(Files::isDirectory)
          .flatMap(Machine::folders)
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> folders(Path parent) {
    try (var children = Files.list(parent)) {
      return children.filter(Files::isDirectory).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Standard output of a command that must succeed. */
  static String run(String... command) {
    return feed("", command);
  }

  /** As {@link #run(String...)}, with {@code input} on its standard input. */
  static String feed(String input, String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("%s: %s".formatted(List.of(command), output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
