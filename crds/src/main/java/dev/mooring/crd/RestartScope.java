package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is started again when a replica fails and may be retried; not known to upstream. */
public enum RestartScope {
  /** The replica that failed. */
  @JsonProperty("Replica")
  REPLICA,
  /** All replicas, once none of the old ones is left: ranks that lost a peer do not hang. */
  @JsonProperty("Job")
  JOB
}
