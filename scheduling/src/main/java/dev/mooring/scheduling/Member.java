package dev.mooring.scheduling;

import java.util.List;
import java.util.Map;

/** A pod that asks for a seat; {@code requests} has one of {@code pods} in it. */
public record Member(
    PodId id, Resources requests, Map<String, String> nodeSelector, List<Toleration> tolerations) {
  public Member {
    nodeSelector = Map.copyOf(nodeSelector);
    tolerations = List.copyOf(tolerations);
  }

  boolean selects(Node node) {
    return nodeSelector.entrySet().stream()
        .allMatch(want -> want.getValue().equals(node.labels().get(want.getKey())));
  }

  boolean bears(Node node) {
    return node.taints().stream()
        .filter(Taint::forbids)
        .allMatch(taint -> tolerations.stream().anyMatch(t -> t.bears(taint)));
  }

  /** Whether everything but free room speaks for the node. */
  boolean may(Node node) {
    return node.open() && selects(node) && bears(node);
  }
}
