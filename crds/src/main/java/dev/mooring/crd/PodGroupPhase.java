package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Volcano's phases of a PodGroup. */
public enum PodGroupPhase {
  /** Seen, not placed. */
  @JsonProperty("Pending")
  PENDING,
  /** Admitted to its queue. */
  @JsonProperty("Inqueue")
  INQUEUE,
  /** At least {@code minMember} pods have a node. */
  @JsonProperty("Running")
  RUNNING,
  /** Some pods have a node, fewer than {@code minMember}. */
  @JsonProperty("Unknown")
  UNKNOWN,
  /** All pods have ended. */
  @JsonProperty("Completed")
  COMPLETED
}
