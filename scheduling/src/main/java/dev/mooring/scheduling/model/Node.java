package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;

/**
 * A node with the pods on it. Made anew only when something of it changed.
 *
 * @param open false when it is cordoned or not ready
 * @param allocatable what pods may take in all, the count {@code pods} among it
 * @param used what the pods take in sum, leaving ones too; see {@link #of}
 */
public record Node(
    String name,
    boolean open,
    Map<String, String> labels,
    List<Taint> taints,
    Resources allocatable,
    Resources used,
    List<Seated> pods) {
  public Node {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    pods = List.copyOf(pods);
  }

  /** A node whose use is the sum over its pods. */
  public static Node of(
      String name,
      boolean open,
      Map<String, String> labels,
      List<Taint> taints,
      Resources allocatable,
      List<Seated> pods) {
    var used = Resources.sum(pods.stream().map(pod -> pod.shape().requests()).toList());
    return new Node(name, open, labels, taints, allocatable, used, pods);
  }

  public Resources free() {
    return allocatable.minus(used);
  }

  public Node with(List<Seated> pods) {
    return of(name, open, labels, taints, allocatable, pods);
  }
}
