package dev.mooring.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of the lab's platform, as processes of this machine. */
enum PlatformProgram {
  CONTROL_PLANE,
  /** The first process of PostgreSQL. */
  POSTGRES,
  /** One that serves a connection. */
  POSTGRES_BACKEND;

  /** Its processes of now. */
  Set<Long> processes() {
    return switch (this) {
      case CONTROL_PLANE -> pids(all().filter(PlatformProgram::isControlPlane));
      case POSTGRES -> pids(postmasters());
      case POSTGRES_BACKEND ->
          pids(
              postmasters()
                  .flatMap(ProcessHandle::children)
                  .filter(child -> read(child, "cmdline").startsWith("postgres: mooring ")));
    };
  }

  private static Stream<ProcessHandle> all() {
    return ProcessHandle.allProcesses();
  }

  private static Set<Long> pids(Stream<ProcessHandle> processes) {
    return processes.map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** Its command line is that of every cluster; what it was told is not. */
  private static boolean isControlPlane(ProcessHandle process) {
    return read(process, "cmdline").endsWith("dev.mooring.controlplane.Main\0")
        && List.of(read(process, "environ").split("\0", -1))
            .contains("MOORING_DATA=" + state().resolve("blobs"));
  }

  private static Stream<ProcessHandle> postmasters() {
    var start = "/bin/postgres\0-D\0" + state().resolve("postgres/data") + "\0";
    return all().filter(process -> read(process, "cmdline").contains(start));
  }

  private static Path state() {
    return Lab.cluster().folders().platform();
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
