package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens behind a gang that does not fit. */
public enum DequeueStrategy {
  /** Those behind it wait too. */
  @JsonProperty("fifo")
  FIFO,
  /** Those behind it are tried. */
  @JsonProperty("traverse")
  TRAVERSE
}
