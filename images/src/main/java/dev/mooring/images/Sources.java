package dev.mooring.images;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Files below a folder that are inputs of a product, as the working tree has them now, committed or
 * not.
 *
 * @param files relative to the root, with slashes, sorted
 */
record Sources(Path root, List<String> files) {
  Sources {
    files = files.stream().sorted().toList();
  }

  /**
   * The files below {@code root} whose path relative to it is wanted.
   *
   * @param folders whether to look into a folder at all, by its relative path
   */
  static Sources of(Path root, Predicate<String> folders, Predicate<String> wanted) {
    var files = new ArrayList<String>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              var name = relative(root, folder);
              return name.isEmpty() || folders.test(name)
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              var name = relative(root, file);
              if (attributes.isRegularFile() && wanted.test(name)) {
                files.add(name);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new BuildException(BuildException.Code.FILES, "Cannot read " + root + ": " + e, e);
    }
    return new Sources(root, files);
  }

  private static String relative(Path root, Path path) {
    return root.relativize(path).toString();
  }

  /** Makes {@code target} a folder of these files and nothing else. */
  void copyTo(Path target) throws IOException {
    if (Files.exists(target)) {
      Cache.removeAll(target);
    }
    for (var file : files) {
      var to = target.resolve(file);
      Files.createDirectories(to.getParent());
      Files.copy(root.resolve(file), to);
    }
  }
}
