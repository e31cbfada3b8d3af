package dev.mooring.blob.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * One writer a blob at a time: among threads and, since several control planes may share a folder,
 * among processes. Thread-safe.
 *
 * <p>The kernel gives file locks to processes, not to threads, and takes them all back when any
 * descriptor of the file is closed; so whoever opens a folder twice in one process must meet at the
 * same locks.
 */
final class Stripes {
  /** Something done under a lock. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private static final int COUNT = 256;
  private static final Map<Path, Stripes> OPEN = new ConcurrentHashMap<>();

  private final Path folder;
  private final ReentrantLock[] locks =
      IntStream.range(0, COUNT).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

  private Stripes(Path folder) {
    this.folder = folder;
  }

  static Stripes in(Path folder) throws IOException {
    Files.createDirectories(folder);
    return OPEN.computeIfAbsent(folder.toRealPath(), Stripes::new);
  }

  <T> T locked(Object key, Work<T> work) throws IOException {
    // The hash of a text is the same in every process.
    var stripe = Math.floorMod(key.toString().hashCode(), COUNT);
    var lock = locks[stripe];
    lock.lock();
    try (var channel =
            FileChannel.open(
                folder.resolve(Integer.toString(stripe)),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      return work.run();
    } finally {
      lock.unlock();
    }
  }
}
