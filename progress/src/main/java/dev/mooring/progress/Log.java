package dev.mooring.progress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The output of one step: all of it in a file that is made with the first line, the last lines in
 * memory. Not thread-safe; {@link Steps} guards it.
 */
final class Log implements AutoCloseable {
  private static final int TAIL = 20;

  private final Path file;
  private final Deque<String> tail = new ArrayDeque<>();
  private Writer writer = Writer.nullWriter();

  Log(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  List<String> tail() {
    return List.copyOf(tail);
  }

  void add(String line) {
    try {
      if (tail.isEmpty()) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        writer = Files.newBufferedWriter(file);
      }
      writer.write(line);
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the step's log " + file, e);
    }
    tail.addLast(Lines.printable(line));
    if (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the step's log " + file, e);
    }
  }
}
