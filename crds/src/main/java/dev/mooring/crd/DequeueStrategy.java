package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens in a queue behind a gang that waits for room; Volcano's strategies. */
public enum DequeueStrategy {
  /** Those behind it wait too, unless it could never start. */
  @JsonProperty("fifo")
  FIFO,
  /** Those behind it are tried. */
  @JsonProperty("traverse")
  TRAVERSE
}
