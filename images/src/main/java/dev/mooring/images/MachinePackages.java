package dev.mooring.images;

import dev.mooring.progress.Step;
import dev.mooring.progress.Steps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Debian packages that the cluster and the image builds need on this machine. */
record MachinePackages(Tools tools) {
  /**
   * A file that a package brings. What counts is the file: another vendor's containerd is as good,
   * and installing Debian's would remove it.
   *
   * @param path a program's name, or an absolute path
   */
  private record Need(String path, String from) {}

  private static final List<Need> NEEDS =
      List.of(
          new Need("containerd", "containerd"),
          new Need("ctr", "containerd"),
          new Need("runc", "runc"),
          new Need("/usr/lib/cni/bridge", "containernetworking-plugins"),
          new Need("nft", "nftables"),
          new Need("iptables", "iptables"),
          new Need("conntrack", "conntrack"),
          new Need("curl", "curl"),
          new Need("ip", "iproute2"),
          new Need("nsenter", "util-linux"),
          new Need("setpriv", "util-linux"),
          new Need("tar", "tar"),
          new Need("xz", "xz-utils"),
          new Need("mmdebstrap", "mmdebstrap"),
          new Need("python3.11", "python3"),
          new Need("pip3", "python3-pip"),
          new Need("/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"));

  /** The packages that are missing, sorted. */
  List<String> missing() {
    return NEEDS.stream()
        .filter(need -> !present(need.path()))
        .map(Need::from)
        .distinct()
        .sorted()
        .toList();
  }

  private boolean present(String path) {
    return path.startsWith("/") ? Files.exists(Path.of(path)) : tools.find(path).isPresent();
  }

  /** Installs what is missing, as a step; nothing is done and shown when all is there. */
  void install(Steps steps) {
    var missing = missing();
    if (!missing.isEmpty()) {
      steps.run("Install machine packages", step -> install(missing, step));
    }
  }

  private void install(List<String> missing, Step step) {
    var by_hand = "apt-get install " + String.join(" ", missing);
    if (tools.find("apt-get").isEmpty()) {
      throw missing(missing, "this machine has no apt; install them with its own package manager");
    }
    if (!System.getProperty("user.name").equals("root")) {
      throw missing(missing, "run './moor' as root, or once 'sudo " + by_hand + "'");
    }
    try {
      apt("update").run(step);
      var words = Stream.of("install", "-y", "--no-install-recommends", "--no-remove");
      apt(Stream.concat(words, missing.stream()).toArray(String[]::new)).run(step);
    } catch (BuildException e) {
      throw missing(missing, e.getMessage() + "; run '" + by_hand + "' and repair what it says");
    }
  }

  private Command apt(String... words) {
    var all = Stream.concat(Stream.of("apt-get"), Arrays.stream(words)).toArray(String[]::new);
    return Command.of(Path.of("/"), all).with("DEBIAN_FRONTEND", "noninteractive");
  }

  private static BuildException missing(List<String> packages, String remedy) {
    var names = packages.stream().collect(Collectors.joining(", "));
    return new BuildException(
        BuildException.Code.MACHINE, "This machine lacks " + names + ": " + remedy);
  }
}
