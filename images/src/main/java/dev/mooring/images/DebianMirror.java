package dev.mooring.images;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where Debian's packages come from: the place that this machine's own apt uses. Asked when it is
 * first needed, and then known. Thread-safe.
 */
final class DebianMirror implements Supplier<String> {
  private String known;

  /** {@code MOORING_DEBIAN_MIRROR}, or the first of apt's sources that is not for security only. */
  DebianMirror(Map<String, String> environment) {
    this.known = environment.getOrDefault("MOORING_DEBIAN_MIRROR", "");
  }

  @Override
  public synchronized String get() {
    if (known.isEmpty()) {
      known = ofApt();
    }
    return known;
  }

  private static String ofApt() {
    try {
      var apt =
          new ProcessBuilder("apt-get", "indextargets", "--format", "$(REPO_URI)")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var lines = apt.inputReader()) {
        return lines
            .lines()
            .map(line -> line.strip().replaceAll("/$", ""))
            .filter(line -> !line.isEmpty() && !line.endsWith("-security"))
            .findFirst()
            .orElseThrow(() -> unknown("apt has no sources"));
      }
    } catch (IOException e) {
      throw unknown("apt-get cannot be run: " + e.getMessage());
    }
  }

  private static BuildException unknown(String why) {
    return new BuildException(
        BuildException.Code.MACHINE,
        "Where to take Debian's packages from is unknown (%s); name a mirror in MOORING_DEBIAN_MIRROR"
            .formatted(why));
  }
}
