package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the processes of a job find each other. */
public enum Distribution {
  @JsonProperty("None")
  NONE,
  @JsonProperty("PyTorch")
  PYTORCH
}
