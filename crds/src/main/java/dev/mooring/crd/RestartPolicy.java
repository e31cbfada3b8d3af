package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a replica fails. */
public enum RestartPolicy {
  /** A failed replica fails the job. */
  @JsonProperty("Never")
  NEVER,
  /** The kubelet restarts a failed container in place; a pod that failed as a whole is replaced. */
  @JsonProperty("OnFailure")
  ON_FAILURE
}
