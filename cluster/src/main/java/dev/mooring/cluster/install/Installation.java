package dev.mooring.cluster.install;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The cluster as the init job sees and changes it; all throw ClusterException when the API server
 * fails.
 */
public interface Installation {

  /** Looks around, asking first whether each permission is granted. */
  ClusterFacts look(List<Permission> needed);

  /**
   * Applies our CRDs and waits until the API server serves them.
   *
   * @return their names
   * @throws dev.mooring.cluster.ClusterException with TIMEOUT when one is not served in time
   */
  List<String> applyCrds(Duration limit);

  /** Writes a ConfigMap, replacing what an earlier run wrote. */
  void report(String namespace, String name, Map<String, String> data);
}
