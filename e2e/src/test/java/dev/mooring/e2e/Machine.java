package dev.mooring.e2e;

import dev.mooring.embedded.EmbeddedCluster;
import dev.mooring.embedded.Folders;
import dev.mooring.embedded.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

  static final Machine NOTHING =
      new Machine(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  /** What is there now, but for what belongs to some clusters. */
  static Machine without(Predicate<String> others) {
    return new Machine(
        run("ip", "-o", "link")
            .lines()
            .map(line -> line.split("[:@]", -1)[1].strip())
            .filter(others.negate())
            .sorted()
            .toList(),
        run("ip", "netns", "list").lines().filter(others.negate()).sorted().toList(),
        run("nft", "list", "tables").lines().filter(others.negate()).sorted().toList(),
        read(Path.of("/proc/self/mounts")).lines().filter(others.negate()).sorted().toList(),
        controlGroupsOf("mooring").stream().filter(others.negate()).toList(),
        read(Path.of("/etc/hosts")).lines().filter(others.negate()).toList());
  }

  /** Names what belongs to the clusters of others, which come and go as they like. */
  static Predicate<String> clustersBeside(String own) {
    var folder = Folders.root(System.getenv()).resolve("clusters");
    try (var names = Files.list(folder)) {
      return names
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(own))
          .flatMap(name -> new EmbeddedCluster(System.getenv(), name).layout().stream())
          .map(Machine::traces)
          .reduce(_ -> false, Predicate::or);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Predicate<String> traces(Layout layout) {
    return Pattern.compile(
            "\\bmoor(svc)?%1$d(n\\d+)?\\b|\\bmooring_%1$d\\b|^127\\.77\\.%1$d\\.1 |\\b%2$s-n\\d+\\b|/mooring/(clusters/)?%2$s(/| |$)|# mooring %2$s "
                .formatted(layout.slot(), layout.cluster()))
        .asPredicate();
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
