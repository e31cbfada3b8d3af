package dev.mooring.controlplane.jobs;

import java.time.Duration;

/** Signs URLs of containers for the pods of jobs. */
@FunctionalInterface
public interface SasSource {
  /**
   * The URL of a container, with a signature for part of it as the query.
   *
   * @param place a folder; with an empty path all of the container
   * @param permissions letters, such as {@code rl}
   */
  String sign(BlobPlace place, String permissions, Duration validity);
}
