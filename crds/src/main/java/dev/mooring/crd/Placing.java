package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which of the nodes that fit a pod gets. */
public enum Placing {
  /** The fullest, so that whole nodes stay free. */
  @JsonProperty("Binpack")
  BINPACK,
  /** The emptiest, so that pods disturb each other least. */
  @JsonProperty("Spread")
  SPREAD
}
