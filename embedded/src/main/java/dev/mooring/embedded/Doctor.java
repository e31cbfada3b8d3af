package dev.mooring.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a machine must have. Stateless. */
public final class Doctor {
  private static final long DISK_GB = 10;
  private static final long MEMORY_GB = 4;

  private Doctor() {}

  /**
   * One precondition.
   *
   * @param found what is there, also when it is right
   * @param nextStep what to do; empty when it is right
   */
  public record Check(String what, boolean passed, String found, String nextStep) {}

  /** All checks, in the order in which to mend them. */
  public static List<Check> machine(Path root) {
    var checks = new ArrayList<Check>();
    checks.add(user());
    for (var need : Need.ALL) {
      checks.add(program(need));
    }
    checks.add(hosts());
    checks.add(controllers());
    checks.add(fileSystem());
    checks.add(disk(root));
    checks.add(memory());
    return List.copyOf(checks);
  }

  /** Fails with the first check that did not pass. */
  static void require(List<Check> checks) {
    for (var check : checks) {
      if (!check.passed()) {
        throw new EmbeddedException(
            EmbeddedException.Code.PRECONDITION,
            "%s: %s; %s".formatted(check.what(), check.found(), check.nextStep()));
      }
    }
  }

  private record Need(String program, String debianPackage) {
    static final List<Need> ALL =
        List.of(
            new Need("/usr/bin/containerd", "containerd"),
            new Need("/usr/bin/ctr", "containerd"),
            new Need("/usr/sbin/runc", "runc"),
            new Need("/usr/lib/cni/bridge", "containernetworking-plugins"),
            new Need("/usr/sbin/nft", "nftables"),
            new Need("/usr/sbin/iptables", "iptables"),
            new Need("/usr/sbin/conntrack", "conntrack"),
            new Need("/bin/ip", "iproute2"),
            new Need("/usr/bin/nsenter", "util-linux"),
            new Need("/usr/bin/setpriv", "util-linux"));
  }

  private static Check user() {
    var name = System.getProperty("user.name", "");
    return check(
        "User is root", name.equals("root"), name, "run it as root, for example with sudo");
  }

  private static Check program(Need need) {
    var there = Files.isExecutable(Path.of(need.program()));
    return check(
        "Program " + need.program(),
        there,
        there ? "there" : "missing",
        "apt-get install " + need.debianPackage());
  }

  private static Check hosts() {
    var writable = Files.isWritable(Hosts.FILE);
    return check(
        "File " + Hosts.FILE + " takes the platform's names",
        writable,
        writable ? "writable" : "not writable",
        "make it writable; where it is mounted read-only, mount it otherwise");
  }

  private static Check controllers() {
    var missing = Cgroups.missing();
    return check(
        "Control group controllers " + String.join(", ", Cgroups.CONTROLLERS),
        missing.isEmpty(),
        missing.isEmpty()
            ? (Cgroups.unified() ? "cgroup v2" : "cgroup v1")
            : "missing " + String.join(", ", missing),
        "mount them, or boot with a kernel that has them");
  }

  private static Check fileSystem() {
    try {
      var overlay = Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n");
      return check(
          "Kernel has overlayfs",
          overlay,
          overlay ? "there" : "missing",
          "load it with `modprobe overlay`");
    } catch (IOException e) {
      return check("Kernel has overlayfs", false, String.valueOf(e.getMessage()), "mount /proc");
    }
  }

  private static Check disk(Path root) {
    var folder =
        Stream.iterate(root.toAbsolutePath(), Objects::nonNull, Path::getParent)
            .filter(Files::exists)
            .findFirst()
            .orElse(Path.of("/"));
    var free = folder.toFile().getUsableSpace() >> 30;
    return check(
        "Disk has %d GB free at %s".formatted(DISK_GB, root),
        free >= DISK_GB,
        free + " GB",
        "free some, or name another place in MOORING_STATE");
  }

  private static Check memory() {
    var found =
        Disk.read(Path.of("/proc/meminfo"))
            .lines()
            .filter(line -> line.startsWith("MemAvailable:"))
            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 20)
            .findFirst()
            .orElse(0L);
    return check(
        "Memory has %d GB available".formatted(MEMORY_GB),
        found >= MEMORY_GB,
        found + " GB",
        "stop other programs, or take a larger machine");
  }

  private static Check check(String what, boolean passed, String found, String nextStep) {
    return new Check(what, passed, found, passed ? "" : nextStep);
  }
}
