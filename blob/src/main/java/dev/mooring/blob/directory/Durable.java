package dev.mooring.blob.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Changes of folders that outlast a power cut. */
final class Durable {
  private static final int ATTEMPTS = 100;

  private Durable() {}

  /** Moves a file, whose bytes are on disk already, over another. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(to));
  }

  /**
   * Moves a file into a folder that is made if need be; again if another removed the folder, being
   * empty, in between.
   *
   * @param top must be there
   */
  static void place(Path top, Path from, Path to) throws IOException {
    for (var attempt = 1; ; attempt++) {
      folders(top, parent(to));
      try {
        move(from, to);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS || !Files.exists(from)) {
          throw e;
        }
      }
    }
  }

  static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes the folder and those above it, up to one that must be there. */
  static void folders(Path top, Path folder) throws IOException {
    if (folder.equals(top) || Files.isDirectory(folder)) {
      return;
    }
    folders(top, parent(folder));
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException _) {
      return;
    }
    sync(parent(folder));
  }

  /** Removes the folder and those above it that are empty, up to one that stays. */
  static void removeEmpty(Path top, Path folder) throws IOException {
    for (var at = folder; !at.equals(top); at = parent(at)) {
      try {
        Files.deleteIfExists(at);
      } catch (DirectoryNotEmptyException _) {
        return;
      }
    }
  }

  /** Deletes a folder with all that is in it, though others may be adding or deleting there. */
  static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path parent(Path path) {
    var parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("%s has no folder above it".formatted(path));
    }
    return parent;
  }
}
