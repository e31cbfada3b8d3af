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

  /** Names of our CRDs; no request. */
  List<String> crds();

  /**
   * Applies our CRDs and waits until the API server serves them.
   *
   * @throws dev.mooring.cluster.ClusterException with TIMEOUT when one is not served in time
   */
  void applyCrds(Duration limit);

  /**
   * Makes the queue of gangs that name none, unless there is one, which stays as it is. Only once
   * the CRDs are served.
   */
  void makeDefaultQueue();

  /** Writes a ConfigMap, replacing what an earlier run wrote. */
  void report(String namespace, String name, Map<String, String> data);
}
