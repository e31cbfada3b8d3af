package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a queue takes gangs; Volcano's states. One below a queue that is closed takes none. */
public enum QueueState {
  @JsonProperty("Open")
  OPEN,
  /** It takes none and has none, nor have the queues below it. */
  @JsonProperty("Closed")
  CLOSED,
  /** It takes none, and waits for those to end that it or a queue below it has. */
  @JsonProperty("Closing")
  CLOSING,
  @JsonProperty("Unknown")
  UNKNOWN
}
