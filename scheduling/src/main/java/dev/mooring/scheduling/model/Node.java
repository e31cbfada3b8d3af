package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;

/**
 * A node with the pods on it. Made anew only when something of it changed.
 *
 * @param taints {@link Taint#CORDON} among them when it is cordoned, {@link Taint#NOT_READY} or
 *     {@link Taint#UNREACHABLE} when it is not ready
 * @param allocatable what pods may take in all, the count {@code pods} among it
 * @param attachLimits how many volumes of a driver may be attached to it; a driver that is not
 *     named has no limit, and 0 is a limit
 * @param used what the pods take in sum, leaving ones too; see {@link #of}
 */
public record Node(
    String name,
    Map<String, String> labels,
    List<Taint> taints,
    Resources allocatable,
    Map<String, Integer> attachLimits,
    Resources used,
    List<Seated> pods) {
  public Node {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    attachLimits = Map.copyOf(attachLimits);
    attachLimits.forEach((driver, most) -> {
      if (most < 0) {
        throw new IllegalArgumentException(
            "Limit of volumes of driver %s on node '%s' is negative: %d"
                .formatted(driver, name, most));
      }
    });
    pods = List.copyOf(pods);
  }

  /** A node whose use is the sum over its pods, and that attaches as many volumes as they have. */
  public static Node of(
      String name,
      Map<String, String> labels,
      List<Taint> taints,
      Resources allocatable,
      List<Seated> pods) {
    var used = Resources.sum(pods.stream().map(pod -> pod.shape().requests()).toList());
    return new Node(name, labels, taints, allocatable, Map.of(), used, pods);
  }

  /** Whether pods may be placed there that bear nothing: it is ready and not cordoned. */
  public boolean open() {
    return taints.stream().noneMatch(Taint::closes);
  }

  public boolean ready() {
    return taints.stream().noneMatch(Taint::saysNotReady);
  }

  /** The same node as it will be when it is ready again. */
  public Node onceReady() {
    if (ready()) {
      return this;
    }
    var left = taints.stream().filter(taint -> !taint.saysNotReady()).toList();
    return new Node(name, labels, left, allocatable, attachLimits, used, pods);
  }

  public Resources free() {
    return allocatable.minus(used);
  }

  public Node with(List<Seated> pods) {
    return of(name, labels, taints, allocatable, pods).withAttachLimits(attachLimits);
  }

  public Node withAttachLimits(Map<String, Integer> limits) {
    return new Node(name, labels, taints, allocatable, limits, used, pods);
  }
}
