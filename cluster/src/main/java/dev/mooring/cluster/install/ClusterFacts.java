package dev.mooring.cluster.install;

import java.util.List;

/**
 * What was found. What may not be read is empty, and stands among the denied.
 *
 * @param version of the API server, such as {@code v1.36.3}
 * @param denied what of the permissions asked for is not granted
 * @param crds those of our names
 */
public record ClusterFacts(
    String version, List<Permission> denied, List<NodeFacts> nodes, List<InstalledCrd> crds) {
  public ClusterFacts {
    denied = List.copyOf(denied);
    nodes = List.copyOf(nodes);
    crds = List.copyOf(crds);
  }
}
