package dev.mooring.cluster.attach;

import dev.mooring.cluster.install.Permission;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Questions to a cluster; all but the first throw ClusterException when the API server does not
 * answer them.
 */
public interface ClusterProbe {
  /** Knocks until it answers, and at most this long. */
  Answer knock(Duration atMost) throws InterruptedException;

  /** What of these is not granted. */
  List<Permission> denied(List<Permission> needed);

  boolean hasNamespace(String name);

  /** The data of a ConfigMap; empty if there is none. */
  Map<String, String> configMap(String namespace, String name);
}
