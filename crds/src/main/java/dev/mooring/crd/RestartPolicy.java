package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a replica fails. */
public enum RestartPolicy {
  /** A failed replica fails the job. */
  @JsonProperty("Never")
  NEVER,
  /** The kubelet restarts a failed container in place; a pod that failed as a whole is replaced. */
  @JsonProperty("OnFailure")
  ON_FAILURE,
  /** As OnFailure, and a container that succeeds is restarted too. */
  @JsonProperty("Always")
  ALWAYS,
  /** 128 and above, a signal as a rule, replaces the pod; a lower exit code fails the job. */
  @JsonProperty("ExitCode")
  EXIT_CODE
}
