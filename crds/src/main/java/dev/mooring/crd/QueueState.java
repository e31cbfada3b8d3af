package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a queue takes gangs; Volcano's states. */
public enum QueueState {
  @JsonProperty("Open")
  OPEN,
  /** It takes none and has none. */
  @JsonProperty("Closed")
  CLOSED,
  /** It takes none, and waits for those that it has to end. */
  @JsonProperty("Closing")
  CLOSING,
  @JsonProperty("Unknown")
  UNKNOWN
}
