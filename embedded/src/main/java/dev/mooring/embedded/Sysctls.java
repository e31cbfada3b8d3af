package dev.mooring.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The machine's kernel settings that a cluster changes, with their values of before. The kubelet
 * sets those of {@link #KUBELET} for the whole machine (its {@code setupKernelTunables}).
 */
final class Sysctls {
  private static final List<String> KUBELET =
      List.of(
          "vm.overcommit_memory",
          "vm.panic_on_oom",
          "kernel.panic",
          "kernel.panic_on_oops",
          "kernel.keys.root_maxkeys",
          "kernel.keys.root_maxbytes");
  private static final String FORWARD = "net.ipv4.ip_forward";

  /**
   * How many watches of files one user may have open, each with any number of files. The kubelet
   * and containerd have a dozen each; without one containerd serves no pods and does not say so.
   */
  private static final String WATCHES = "fs.inotify.max_user_instances";

  private static final int LONGEST = 4_096;
  private static final long ENOUGH_WATCHES = 8_192;

  private Sysctls() {}

  /** Notes the values of before in {@code file}, each once, then sets what the nodes need. */
  static void change(Path file) {
    var noted = noted(file);
    var before = new LinkedHashMap<>(noted);
    Stream.concat(KUBELET.stream(), Stream.of(FORWARD, WATCHES))
        .forEach(name -> before.computeIfAbsent(name, Sysctls::read));
    if (!before.equals(noted)) {
      Disk.write(file, Json.write(before));
    }
    write(FORWARD, "1");
    if (Long.parseLong(read(WATCHES)) < ENOUGH_WATCHES) {
      write(WATCHES, Long.toString(ENOUGH_WATCHES));
    }
  }

  private static Map<String, String> noted(Path file) {
    var noted = new LinkedHashMap<String, String>();
    if (Disk.exists(file)) {
      Json.parse(Disk.read(file))
          .properties()
          .forEach(entry -> noted.put(entry.getKey(), entry.getValue().asText()));
    }
    return noted;
  }

  /** Puts the values of before back; nothing if none were noted. */
  static void restore(Path file) {
    if (!Disk.exists(file)) {
      return;
    }
    noted(file).entrySet().forEach(Sysctls::restore);
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void restore(Map.Entry<String, String> setting) {
    if (!read(setting.getKey()).equals(setting.getValue())) {
      write(setting.getKey(), setting.getValue());
    }
  }

  private static Path path(String name) {
    return Path.of("/proc/sys", name.split("\\."));
  }

  /**
   * In one call to the kernel, which gives a number to the first read only: Java's own way to read
   * a file whose length it does not know begins with a single byte.
   */
  static String read(String name) {
    try (var file = FileChannel.open(path(name))) {
      var bytes = ByteBuffer.allocate(LONGEST);
      file.read(bytes);
      return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String name, String value) {
    try {
      Files.writeString(path(name), value);
    } catch (IOException e) {
      throw new EmbeddedException(
          EmbeddedException.Code.PRECONDITION,
          "Kernel setting %s cannot be set to %s: %s".formatted(name, value, e.getMessage()),
          e);
    }
  }
}
