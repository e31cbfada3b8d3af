package dev.mooring.cli.job;

import dev.mooring.cli.rest.Blobs;
import dev.mooring.cli.rest.Container;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Puts files below a prefix of a container, several at once; what is there is not sent again. */
record Upload(Blobs blobs, Container container, Consumer<String> progress) {
  private static final int AT_ONCE = 8;

  /**
   * Returns when all of it is there.
   *
   * @param prefix ends with a slash
   */
  void run(Snapshot snapshot, String prefix) {
    var there =
        blobs.list(container, prefix).stream().map(Blobs.Listed::name).collect(Collectors.toSet());
    var missing =
        snapshot.files().entrySet().stream()
            .filter(file -> !there.contains(prefix + file.getKey()))
            .toList();
    var done = new AtomicInteger();
    var seats = new Semaphore(AT_ONCE);
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (var file : missing) {
        all.add(
            workers.submit(
                put(seats, prefix + file.getKey(), file.getValue(), done, missing.size())));
      }
      all.forEach(Upload::join);
    }
  }

  private Callable<Boolean> put(
      Semaphore seats, String name, Path file, AtomicInteger done, int all) {
    return () -> {
      seats.acquire();
      try {
        blobs.putIfAbsent(container, name, file);
        progress.accept("uploaded %d of %d files".formatted(done.incrementAndGet(), all));
        return true;
      } finally {
        seats.release();
      }
    };
  }

  private static void join(Future<?> work) {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while it uploaded", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
