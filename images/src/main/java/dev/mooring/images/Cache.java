package dev.mooring.images;

import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finished products at {@code <root>/<product>/<key>/}. A folder there is complete if and only if
 * it exists: it is built beside and renamed. One product is built by one process at a time, others
 * wait. Of a passing product those that were used last are kept; older ones are removed when it is
 * built anew. Thread-safe as far as a product is built by one thread of a process.
 */
final class Cache {
  private static final String UNFINISHED = ".building-";

  /** So many of a passing product are kept, whenever they were used. */
  private static final int KEPT = 4;

  /** Whoever has found one has read it by then. */
  private static final Duration IN_USE = Duration.ofDays(1);

  private final Path root;

  Cache(Path root) {
    this.root = root;
  }

  /** Where the product is, if it is built. */
  Optional<Path> find(String product, Key key) {
    var folder = root.resolve(product).resolve(key.hex());
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      // When it was last used, for whoever makes room.
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // Another user's cache is as good to read; only the note of its use is missing.
      return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }
    return Optional.of(folder);
  }

  /** Where the product is; builds it as a step when it is missing. */
  Path get(Product product, Key key, Steps steps) {
    return find(product.name(), key)
        .orElseGet(() -> steps.call(product.title(), step -> build(product, key, step)));
  }

  private Path build(Product product, Key key, Step step) {
    var folder = root.resolve(product.name());
    try {
      Files.createDirectories(folder);
      try (var channel = open(folder.resolve(".lock"))) {
        lock(channel, product, step);
        // Another process may have built it while this one waited for the lock.
        var ready = find(product.name(), key);
        return ready.isPresent() ? ready.get() : publish(product, key, folder, step);
      }
    } catch (AccessDeniedException e) {
      throw new BuildException(
          BuildException.Code.MACHINE,
          "Cannot write to %s; run as root, or set MOORING_CACHE to a folder of your own"
              .formatted(root),
          e);
    } catch (IOException e) {
      throw new BuildException(
          BuildException.Code.FILES,
          "Cannot make "
              + folder
              + ": "
              + e
              + "; if the disk is full, set MOORING_CACHE to a folder with room",
          e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** The lock ends with the channel, and with the process however that ends. */
  private static void lock(FileChannel channel, Product product, Step step) throws IOException {
    if (channel.tryLock() == null) {
      step.line("waits for another process that builds " + product.name());
      channel.lock();
    }
  }

  private static Path publish(Product product, Key key, Path folder, Step step) throws IOException {
    removeUnfinished(folder);
    var work = Files.createDirectory(folder.resolve(UNFINISHED + key.brief()));
    product.build(key, work, step);
    var built = Files.move(work, folder.resolve(key.hex()), StandardCopyOption.ATOMIC_MOVE);
    if (product.isPassing()) {
      removeUnused(folder, step);
    }
    return built;
  }

  /** What cannot be removed is in nobody's way but the disk's. */
  private static void removeUnused(Path folder, Step step) {
    try {
      removeUnused(folder);
    } catch (IOException | UncheckedIOException failed) {
      step.line("an old product stays: " + failed);
    }
  }

  private static void removeUnused(Path folder) throws IOException {
    var products = new ArrayList<Used>();
    try (var entries = Files.list(folder)) {
      for (var entry : entries.filter(Files::isDirectory).toList()) {
        products.add(new Used(entry, lastUse(entry)));
      }
    }
    var over = Instant.now().minus(IN_USE);
    products.sort(Comparator.comparing(Used::last).reversed());
    for (var product : products.subList(Math.min(KEPT, products.size()), products.size())) {
      // Whoever has found it meanwhile uses it.
      if (lastUse(product.folder()).isBefore(over)) {
        // By another name first: what is half removed must not be found.
        var leaving = folder.resolve(UNFINISHED + product.folder().getFileName());
        removeAll(Files.move(product.folder(), leaving, StandardCopyOption.ATOMIC_MOVE));
      }
    }
  }

  private record Used(Path folder, Instant last) {}

  private static Instant lastUse(Path product) throws IOException {
    return Files.getLastModifiedTime(product).toInstant();
  }

  /** Only the holder of the lock builds, so what is unfinished now was interrupted. */
  private static void removeUnfinished(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      for (var entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(UNFINISHED)) {
          removeAll(entry);
        }
      }
    }
  }

  static void removeAll(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
