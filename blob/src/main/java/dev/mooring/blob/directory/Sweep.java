package dev.mooring.blob.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Removes what nobody finished: blocks and scratch files a week old. Thread-safe. */
final class Sweep {
  private static final Duration AGE = Duration.ofDays(7);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Tree tree;
  private final Scratch scratch;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

  Sweep(Tree tree, Scratch scratch) {
    this.tree = tree;
    this.scratch = scratch;
  }

  /** Sweeps if it was not done for an hour; one of many callers does it. */
  void ifDue(Instant now) throws IOException {
    var due = next.get();
    if (now.isBefore(due) || !next.compareAndSet(due, now.plus(EVERY))) {
      return;
    }
    var oldest = now.minus(AGE);
    removeOlder(scratch.folder(), oldest);
    for (var container : tree.containers()) {
      var staged = container.resolve("staged");
      for (var blob : Tree.children(staged)) {
        removeOlder(blob, oldest);
        Durable.removeEmpty(staged, blob);
      }
    }
  }

  private static void removeOlder(Path folder, Instant oldest) throws IOException {
    for (var file : Tree.children(folder)) {
      try {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Durable.deleteTree(file);
        }
      } catch (NoSuchFileException _) {
        // It went meanwhile.
      }
    }
  }
}
