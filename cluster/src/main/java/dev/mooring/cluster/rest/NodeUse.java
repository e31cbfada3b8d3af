package dev.mooring.cluster.rest;

import java.util.Map;

/**
 * A node.
 *
 * @param ready it takes pods
 * @param allocatable amounts by Kubernetes' resource names, as Kubernetes writes them
 * @param requested by the pods on it that have not ended; as allocatable
 */
public record NodeUse(
    String name, boolean ready, Map<String, String> allocatable, Map<String, String> requested) {
  public NodeUse {
    allocatable = Map.copyOf(allocatable);
    requested = Map.copyOf(requested);
  }
}
