package dev.mooring.scheduling;

import java.util.List;
import java.util.Map;

/**
 * A node with what pods have taken of it.
 *
 * @param open false when it is cordoned or not ready
 * @param allocatable what pods may take in all, the count {@code pods} among it
 * @param used requests of the pods that are bound or planned there
 */
public record Node(
    String name,
    boolean open,
    Map<String, String> labels,
    List<Taint> taints,
    Resources allocatable,
    Resources used) {
  public Node {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
  }

  public Resources free() {
    return allocatable.minus(used);
  }

  Node with(Resources requests) {
    return new Node(name, open, labels, taints, allocatable, used.plus(requests));
  }
}
