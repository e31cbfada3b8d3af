package dev.mooring.images;

import java.util.List;
import java.util.Map;

/**
 * How a container of an image starts.
 *
 * @param user numeric {@code uid:gid}
 */
record ImageSpec(
    List<String> entrypoint, Map<String, String> environment, String user, String workingFolder) {
  ImageSpec {
    entrypoint = List.copyOf(entrypoint);
    environment = Map.copyOf(environment);
    if (!user.matches("[0-9]+:[0-9]+")) {
      throw new IllegalArgumentException("user is not uid:gid: " + user);
    }
  }

  /** The image configuration of the OCI specification, for one uncompressed layer. */
  Map<String, Object> configuration(String layer) {
    var variables =
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).sorted().toList();
    return Map.of(
        "architecture",
        "amd64",
        "os",
        "linux",
        "created",
        Tar.TIME.toString(),
        "config",
        Map.of(
            "Entrypoint", entrypoint, "Env", variables, "User", user, "WorkingDir", workingFolder),
        "rootfs",
        Map.of("type", "layers", "diff_ids", List.of(layer)));
  }
}
