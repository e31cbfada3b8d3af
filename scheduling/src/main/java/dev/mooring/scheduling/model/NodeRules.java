package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;

/**
 * Which nodes a pod may be on and which it likes, whatever else is there.
 *
 * @param selector labels that must be on the node
 * @param anyOf required node affinity: one of the terms must hold; none of them asks for nothing
 * @param preferred preferred node affinity
 */
public record NodeRules(
    Map<String, String> selector,
    List<NodeTerm> anyOf,
    List<Preferred> preferred,
    List<Toleration> tolerations) {
  public static final NodeRules NONE = new NodeRules(Map.of(), List.of(), List.of(), List.of());

  /** A term that adds its weight, 1 to 100, to the score of a node. */
  public record Preferred(int weight, NodeTerm term) {
    public Preferred {
      Weights.check(weight);
    }
  }

  public NodeRules {
    selector = Map.copyOf(selector);
    anyOf = List.copyOf(anyOf);
    preferred = List.copyOf(preferred);
    tolerations = List.copyOf(tolerations);
  }

  /** Whether the node has the labels that the pod asks for. */
  public boolean matches(Node node) {
    for (var want : selector.entrySet()) {
      if (!want.getValue().equals(node.labels().get(want.getKey()))) {
        return false;
      }
    }
    return NodeTerm.any(anyOf, node);
  }

  /** Whether the node is open to the pod: ready and not cordoned, or the pod bears that. */
  public boolean opens(Node node) {
    return node.taints().stream().allMatch(taint -> !taint.closes() || bears(taint));
  }

  /** Whether the pod bears all taints that keep pods off the node. */
  public boolean bears(Node node) {
    for (var taint : node.taints()) {
      if (taint.forbids() && !bears(taint)) {
        return false;
      }
    }
    return true;
  }

  public boolean bears(Taint taint) {
    return tolerations.stream().anyMatch(toleration -> toleration.bears(taint));
  }
}
