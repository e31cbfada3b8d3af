package dev.mooring.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.embedded.config.SupervisorSpec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One supervisor with its processes: the control plane, a node, or the platform. It is the first
 * process of a PID namespace, so all that it started ends with it. Its pid file names the process
 * outside (which started the namespace) with its start time, so that a reused pid is never taken
 * for it.
 *
 * @param name for people and file names
 * @param run folder of pid and status files
 * @param namespace network namespace to enter
 */
record Unit(String name, Path run, Path binary, Optional<Path> namespace) {
  private static final Duration STOP_BOUND = Duration.ofSeconds(40);

  /**
   * Notes its own pid and start time in the file named first, then becomes the command behind. Who
   * starts it may be killed at any time: a supervisor that nobody knows of would keep its ports.
   */
  private static final String NOTED =
      """
      read -r stat < /proc/$$/stat
      echo "$$ $(echo "${stat##*) }" | cut -d ' ' -f 20)" > "$0.new" && mv "$0.new" "$0"
      exec "$@"
      """;

  /** A program that dies as often before its unit is up will not come up by itself. */
  private static final int MOST_RESTARTS = 8;

  /** A process of the unit, as the supervisor last wrote it. */
  record Seen(String name, int pid, boolean ready, int restarts, Instant since, String lastExit) {}

  private Path pidFile() {
    return run.resolve(name + ".pid");
  }

  private Path specFile() {
    return run.resolve(name + ".json");
  }

  private Path statusFile() {
    return run.resolve(name + ".status.json");
  }

  private Path fingerprintFile() {
    return run.resolve(name + ".fingerprint");
  }

  /** The process outside the namespace, if it runs. */
  Optional<ProcessHandle> process() {
    if (!Disk.exists(pidFile())) {
      return Optional.empty();
    }
    var parts = Disk.read(pidFile()).strip().split(" ", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    return startTime(Long.parseLong(parts[0]))
        .filter(parts[1]::equals)
        .flatMap(started -> ProcessHandle.of(Long.parseLong(parts[0])));
  }

  /** Whether it runs with exactly this configuration. */
  boolean runs(String fingerprint) {
    return process().isPresent()
        && Disk.exists(fingerprintFile())
        && Disk.read(fingerprintFile()).equals(fingerprint);
  }

  /** Starts the supervisor; {@code fingerprint} is what {@link #runs} compares. */
  void start(SupervisorSpec spec, String fingerprint, Path log) {
    try {
      Disk.createFolders(run);
      Files.deleteIfExists(statusFile());
      Disk.write(specFile(), Json.write(spec));
      var command =
          new ArrayList<String>(List.of("sh", "-c", NOTED, pidFile().toString(), "setsid"));
      namespace.ifPresent(path -> command.addAll(List.of("nsenter", "--net=" + path, "--")));
      command.addAll(
          List.of(
              "unshare",
              "--mount",
              "--pid",
              // Shared memory of a program that was killed ends with the unit.
              "--ipc",
              "--fork",
              "--kill-child",
              "--mount-proc",
              "--",
              binary.toString(),
              "supervise",
              specFile().toString()));
      var process =
          new ProcessBuilder(command)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      // The shell, setsid, nsenter and unshare replace themselves: the pid stays, and so does its
      // start time. Both write the same; whoever comes later changes nothing.
      var started = startTime(process.pid()).orElse("gone");
      Disk.write(pidFile(), process.pid() + " " + started);
      Disk.write(fingerprintFile(), fingerprint);
    } catch (IOException e) {
      throw new EmbeddedException(
          EmbeddedException.Code.PRECONDITION,
          "The supervisor of %s cannot be started: %s".formatted(name, e.getMessage()),
          e);
    }
  }

  /** Asks the supervisor to stop its processes, and kills all of them if they do not in time. */
  void stop() {
    var running = process();
    if (running.isPresent()) {
      var outside = running.get();
      outside.children().forEach(ProcessHandle::destroy);
      if (!ended(outside)) {
        outside.children().forEach(ProcessHandle::destroyForcibly);
        outside.destroyForcibly();
        ended(outside);
      }
    }
    for (var file : List.of(pidFile(), statusFile(), fingerprintFile(), specFile())) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(STOP_BOUND.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      return !process.isAlive();
    }
  }

  /** The processes in the order of their names; empty until the supervisor has started one. */
  List<Seen> seen() {
    if (!Disk.exists(statusFile())) {
      return List.of();
    }
    return Json.parse(Disk.read(statusFile())).properties().stream()
        .map(entry -> seen(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Seen seen(String name, JsonNode state) {
    return new Seen(
        name,
        state.path("pid").asInt(),
        state.path("ready").asBoolean(),
        state.path("restarts").asInt(),
        java.time.OffsetDateTime.parse(state.path("since").asText()).toInstant(),
        state.path("lastExit").asText());
  }

  /**
   * What it waits for until all its processes are ready; empty when they are.
   *
   * @param processes how many there will be
   * @param logs where the logs are, for the message
   * @throws EmbeddedException if one of them does not come up
   */
  String missing(int processes, Path logs) {
    if (process().isEmpty()) {
      return "without its supervisor (%s)".formatted(name);
    }
    var seen = seen();
    for (var process : seen) {
      if (!process.ready()) {
        if (process.restarts() >= MOST_RESTARTS) {
          throw new EmbeddedException(
              EmbeddedException.Code.COMMAND,
              "%s of %s does not come up: it %s, %d times in a row; its log is in %s"
                  .formatted(process.name(), name, process.lastExit(), process.restarts(), logs));
        }
        return "waiting for %s%s"
            .formatted(
                process.name(),
                process.lastExit().isEmpty() ? "" : ", which " + process.lastExit() + " last");
      }
    }
    return seen.size() < processes ? "starting process " + (seen.size() + 1) : "";
  }

  /** SHA-256 over all that decides how the unit runs. */
  static String fingerprint(List<String> contents) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var content : contents) {
        digest.update(content.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Field 22 of /proc/PID/stat: clock ticks after boot; proc(5). */
  private static Optional<String> startTime(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // State Z: it ended, and only its parent has not looked yet.
      return fields[0].equals("Z") ? Optional.empty() : Optional.of(fields[19]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
