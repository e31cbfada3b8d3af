package dev.mooring.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a cluster's {@code data} and {@code log}, and the programs that use it. Stateless.
 */
record PostgresFolder(Path path, Path binaries) {
  static final String USER = "mooring";

  /** User and group nobody of Linux: runs PostgreSQL where we are root. */
  private static final int NOBODY = 65534;

  /** Makes a cluster whose one user has this password. */
  static PostgresFolder make(Path path, Path binaries, String password) {
    var folder = new PostgresFolder(path.toAbsolutePath(), binaries);
    try {
      Files.createDirectories(folder.path);
      folder.handOver(folder.path);
      folder.letPass();
      var secret = folder.path.resolve("password");
      Files.writeString(secret, password);
      folder.handOver(secret);
      Programs.run(folder.initdb(secret));
      Files.delete(secret);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean root() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  private void handOver(Path file) throws IOException {
    if (root()) {
      Files.setAttribute(file, "unix:uid", NOBODY);
      Files.setAttribute(file, "unix:gid", NOBODY);
    }
  }

  /** Folders of tests are closed to others; who runs PostgreSQL must come through. */
  private void letPass() throws IOException {
    var temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    for (var up = path.getParent();
        root() && up != null && up.startsWith(temporary) && !up.equals(temporary);
        up = up.getParent()) {
      var permissions = Files.getPosixFilePermissions(up);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(up, permissions);
    }
  }

  private Path data() {
    return path.resolve("data");
  }

  private Path logFile() {
    return path.resolve("log");
  }

  private List<String> initdb(Path password) throws IOException {
    var command = unprivileged();
    command.addAll(
        List.of(
            "--",
            binaries.resolve("bin/initdb").toString(),
            "--pgdata=" + data(),
            "--username=" + USER,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-instructions",
            "--no-sync"));
    return command;
  }

  /** Ends with the thread that starts it. */
  ProcessBuilder postgres() throws IOException {
    var command = unprivileged();
    command.addAll(List.of("--pdeathsig=QUIT", "--"));
    command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", data().toString()));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
  }

  private static List<String> unprivileged() throws IOException {
    var command = new ArrayList<>(List.of("setpriv"));
    if (root()) {
      command.addAll(List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    return command;
  }

  /** Small memory and no socket in the file system; all else as in earnest, fsync too. */
  void configure(Reach reach, int port) {
    var text =
        """
        listen_addresses = '%s'
        port = %d
        unix_socket_directories = ''
        max_connections = 60
        shared_buffers = 32MB
        dynamic_shared_memory_type = mmap
        fsync = on
        timezone = 'UTC'
        log_timezone = 'UTC'
        """
            .formatted(reach.address(), port);
    try {
      // Read after postgresql.conf, which stays as initdb wrote it.
      write("postgresql.auto.conf", text);
      write("pg_hba.conf", reach.rules());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) throws IOException {
    var file = data().resolve(name);
    Files.writeString(file, text);
    handOver(file);
  }

  String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      return "there is none: " + e.getMessage();
    }
  }
}
