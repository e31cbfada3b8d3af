package dev.mooring.blob.directory;

import dev.mooring.blob.Body;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that are not finished. What a killed process leaves here goes after a week. Thread-safe.
 */
final class Scratch {
  private static final int BUFFER = 64 * 1024;

  private final Path folder;

  Scratch(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  /** A name nobody has. */
  Path fresh() {
    return folder.resolve(UUID.randomUUID().toString());
  }

  /**
   * Takes a body in, so that no slow sender is waited for under a lock.
   *
   * @param lasting whether the file itself will be kept, and must be on disk
   * @return the base64 MD5
   */
  String take(Body body, Path file, boolean lasting) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      var md5 = body.copyTo(out);
      out.flush();
      if (lasting) {
        channel.force(true);
      }
      return md5;
    }
  }

  /**
   * Puts a small file in place, whole or not at all; its folder is made if need be below the top.
   */
  void publish(byte[] bytes, Path top, Path target) throws IOException {
    var file = fresh();
    try {
      try (var channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Durable.place(top, file, target);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
