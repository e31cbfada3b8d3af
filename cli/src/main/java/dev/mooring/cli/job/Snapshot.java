package dev.mooring.cli.job;

import dev.mooring.cli.rest.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a folder, or a single file, to upload.
 *
 * @param files by their paths in the folder, with slashes
 */
record Snapshot(SortedMap<String, Path> files) {
  /** More is a mistake: a data set or a virtual environment in the folder of the code. */
  private static final int MOST_FILES = 20_000;

  Snapshot {
    files = new TreeMap<>(files);
  }

  static Snapshot of(Path path) {
    try {
      return new Snapshot(Files.isDirectory(path) ? walk(path) : single(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SortedMap<String, Path> single(Path file) {
    var files = new TreeMap<String, Path>();
    files.put(file.getFileName().toString(), file);
    return files;
  }

  private static SortedMap<String, Path> walk(Path root) throws IOException {
    var ignore = Ignore.of(root);
    var files = new TreeMap<String, Path>();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            var name = relative(root, folder);
            return !name.isEmpty() && ignore.leavesOut(name, true)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            var name = relative(root, file);
            if (attributes.isRegularFile() && !ignore.leavesOut(name, false)) {
              files.put(name, file);
            }
            if (files.size() > MOST_FILES) {
              throw ProblemException.refused(
                  "TooManyFiles",
                  "Folder %s has more than %d files".formatted(root, MOST_FILES),
                  "name what is not needed in its .amlignore");
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private static String relative(Path root, Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  /** SHA-256 of names and contents; the same for the same files anywhere. */
  String hash() {
    var all = sha256();
    for (var file : files.entrySet()) {
      frame(all, file.getKey().getBytes(StandardCharsets.UTF_8));
      frame(all, digest(file.getValue()));
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static void frame(MessageDigest digest, byte[] bytes) {
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static byte[] digest(Path file) {
    var digest = sha256();
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 16];
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return digest.digest();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
