package dev.mooring.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tar archive (POSIX ustar, with pax headers for long names) whose bytes depend on names,
 * contents, modes and links only: all belongs to root and has one time. Not thread-safe.
 */
final class Tar implements AutoCloseable {
  /** The time of all files in our archives; class caches compare it. */
  static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final long LARGEST = (1L << 33) - 1;

  private enum Type {
    FILE('0'),
    LINK('2'),
    FOLDER('5'),
    PAX('x');

    private final char flag;

    Type(char flag) {
      this.flag = flag;
    }
  }

  private final OutputStream out;

  Tar(OutputStream out) {
    this.out = out;
  }

  /** A file with these contents. */
  void file(String name, int mode, byte[] contents) throws IOException {
    header(name, Type.FILE, mode, contents.length, "");
    out.write(contents);
    pad(contents.length);
  }

  /** A file with the contents of another. */
  void file(String name, int mode, Path contents) throws IOException {
    var size = Files.size(contents);
    header(name, Type.FILE, mode, size, "");
    var copied = Files.copy(contents, out);
    if (copied != size) {
      throw new IOException(contents + " changed while it was read");
    }
    pad(size);
  }

  /** All of a folder, sorted by name; the folder itself is the archive's root. */
  void tree(Path root) throws IOException {
    for (var entry : entries(root).entrySet()) {
      add(entry.getKey(), entry.getValue());
    }
  }

  private static Map<String, Path> entries(Path root) throws IOException {
    var entries = new TreeMap<String, Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(root)) {
              entries.put(root.relativize(folder) + "/", folder);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            entries.put(root.relativize(file).toString(), file);
            return FileVisitResult.CONTINUE;
          }
        });
    return entries;
  }

  private void add(String name, Path path) throws IOException {
    var mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    if (Files.isSymbolicLink(path)) {
      header(name, Type.LINK, 0777, 0, Files.readSymbolicLink(path).toString());
    } else if (Files.isDirectory(path)) {
      header(name, Type.FOLDER, mode, 0, "");
    } else if (Files.isRegularFile(path)) {
      file(name, mode, path);
    } else {
      throw new IOException(path + " is neither file, folder nor symbolic link");
    }
  }

  private void header(String name, Type type, int mode, long size, String link) throws IOException {
    if (size > LARGEST) {
      throw new IOException(name + " is larger than a tar archive can hold: " + size + " bytes");
    }
    var pax = new StringBuilder();
    if (utf8(name).length > NAME) {
      pax.append(record("path", name));
    }
    if (utf8(link).length > NAME) {
      pax.append(record("linkpath", link));
    }
    if (!pax.isEmpty()) {
      var records = utf8(pax.toString());
      out.write(block("pax", Type.PAX, 0644, records.length, ""));
      out.write(records);
      pad(records.length);
    }
    out.write(block(name, type, mode, size, link));
  }

  private static byte[] block(String name, Type type, int mode, long size, String link) {
    var block = new byte[BLOCK];
    put(block, 0, NAME, name);
    put(block, 100, 8, String.format("%07o", mode));
    put(block, 108, 8, "0000000");
    put(block, 116, 8, "0000000");
    put(block, 124, 12, String.format("%011o", size));
    put(block, 136, 12, String.format("%011o", TIME.getEpochSecond()));
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type.flag;
    put(block, 157, NAME, link);
    put(block, 257, 8, "ustar\00000");
    put(block, 265, 32, "root");
    put(block, 297, 32, "root");
    var sum = 0;
    for (var value : block) {
      sum += value & 0xff;
    }
    put(block, 148, 8, String.format("%06o\0 ", sum));
    return block;
  }

  private static void put(byte[] block, int offset, int length, String value) {
    var bytes = utf8(value);
    System.arraycopy(bytes, 0, block, offset, Math.min(length, bytes.length));
  }

  /** {@code <length> key=value\n}, where the length counts its own digits. */
  private static String record(String key, String value) {
    var rest = " " + key + "=" + value + "\n";
    var bytes = utf8(rest).length;
    var length = bytes + Integer.toString(bytes).length();
    length = bytes + Integer.toString(length).length();
    return length + rest;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
