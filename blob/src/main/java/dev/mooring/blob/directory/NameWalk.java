package dev.mooring.blob.directory;

import dev.mooring.blob.NameOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The names of a container in order, for one listing. It remembers the folders on the way to where
 * it is, so that going on to the next name reads a folder once. Not thread-safe.
 */
final class NameWalk implements NameOrder.Keys {
  private record Level(Path folder, List<FileNames.Entry> entries) {}

  private final Path names;
  private final List<Level> levels = new ArrayList<>();

  NameWalk(Path names) {
    this.names = names;
  }

  @Override
  public Optional<String> ceiling(String key) throws IOException {
    return ceiling(names, "", 0, key);
  }

  private Optional<String> ceiling(Path folder, String at, int depth, String key)
      throws IOException {
    var entries = entries(folder, depth);
    for (var i = start(entries, at, key); i < entries.size(); i++) {
      var entry = entries.get(i);
      var here = at + entry.key();
      var found =
          switch (entry.kind()) {
            case BLOB -> Optional.of(here).filter(name -> name.compareTo(key) >= 0);
            case FOLDER, CUT ->
                NameOrder.endsBefore(here, key)
                    ? Optional.<String>empty()
                    : ceiling(folder.resolve(entry.file()), here, depth + 1, key);
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The last entry that is not greater than what is looked for: only it can hold lesser names. */
  private static int start(List<FileNames.Entry> entries, String at, String key) {
    if (!key.startsWith(at)) {
      return 0;
    }
    var rest = key.substring(at.length());
    var low = 0;
    var high = entries.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (entries.get(middle).key().compareTo(rest) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }

  private List<FileNames.Entry> entries(Path folder, int depth) throws IOException {
    if (depth < levels.size() && levels.get(depth).folder().equals(folder)) {
      return levels.get(depth).entries();
    }
    var entries = read(folder);
    levels.subList(Math.min(depth, levels.size()), levels.size()).clear();
    levels.add(new Level(folder, entries));
    return entries;
  }

  private static List<FileNames.Entry> read(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> FileNames.entry(String.valueOf(file.getFileName())))
          .sorted(Comparator.comparing(FileNames.Entry::key).thenComparing(FileNames.Entry::kind))
          .toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }
}
