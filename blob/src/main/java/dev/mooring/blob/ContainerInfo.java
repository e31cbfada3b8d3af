package dev.mooring.blob;

import java.util.Map;

/** A container without its blobs. */
public record ContainerInfo(String name, Stamp stamp, Map<String, String> metadata) {
  public ContainerInfo {
    metadata = Map.copyOf(metadata);
  }
}
