package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the processes of an AmlJob find each other. */
public enum Distribution {
  /** They do not; each pod runs the command once. */
  @JsonProperty("None")
  NONE,
  /** By the variables that {@code torch.distributed} reads. */
  @JsonProperty("PyTorch")
  PYTORCH
}
