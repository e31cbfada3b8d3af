package dev.mooring.controlplane.jobs;

import java.time.Duration;

/** Signs URLs of containers for the pods of jobs. */
@FunctionalInterface
public interface SasSource {
  /**
   * The URL of a container, with its signature as the query.
   *
   * @param permissions letters, such as {@code rl}
   */
  String container(String account, String container, String permissions, Duration validity);
}
