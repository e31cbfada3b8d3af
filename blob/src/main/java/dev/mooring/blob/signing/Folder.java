package dev.mooring.blob.signing;

import java.util.Optional;

/**
 * What the names of blobs begin with.
 *
 * @param path at least one name; without a slash at its end
 */
public record Folder(String path) {
  public Folder {
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (!isWhole(path)) {
      throw new IllegalArgumentException("'%s' is no folder".formatted(path));
    }
  }

  /** How many names it has. */
  public int depth() {
    return (int) path.chars().filter(letter -> letter == '/').count() + 1;
  }

  /**
   * The folder of so many names that all blobs lie in whose names begin so; empty when they need
   * not.
   *
   * @param depth at least 1
   */
  static Optional<Folder> of(String beginning, int depth) {
    var end = -1;
    for (var i = 0; i < depth; i++) {
      end = beginning.indexOf('/', end + 1);
      if (end < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(beginning.substring(0, end)).filter(Folder::isWhole).map(Folder::new);
  }

  /** None of its names is empty. */
  private static boolean isWhole(String path) {
    return !path.isEmpty() && !path.startsWith("/") && !path.endsWith("/") && !path.contains("//");
  }
}
