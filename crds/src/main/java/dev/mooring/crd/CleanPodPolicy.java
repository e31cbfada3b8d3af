package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which pods are deleted, each with its service, once the job has ended. */
public enum CleanPodPolicy {
  @JsonProperty("None")
  NONE,
  /** Those that run or wait to. */
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("All")
  ALL
}
