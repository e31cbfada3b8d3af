package dev.mooring.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private Sysctls() {}

  /** Notes the values of before in {@code file}, once, then sets what the nodes need. */
  static void change(Path file) {
    if (!Disk.exists(file)) {
      var before = new LinkedHashMap<String, String>();
      KUBELET.forEach(name -> before.put(name, read(name)));
      before.put(FORWARD, read(FORWARD));
      Disk.write(file, Json.write(before));
    }
    write(FORWARD, "1");
  }

  /** Puts the values of before back; nothing if none were noted. */
  static void restore(Path file) {
    if (!Disk.exists(file)) {
      return;
    }
    Json.parse(Disk.read(file))
        .properties()
        .forEach(entry -> restore(Map.entry(entry.getKey(), entry.getValue().asText())));
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

  private static String read(String name) {
    return Disk.read(path(name)).strip();
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
