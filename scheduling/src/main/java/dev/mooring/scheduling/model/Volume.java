package dev.mooring.scheduling.model;

import java.util.List;

/**
 * What a claim of a pod says about its node. How many volumes a node can attach is a resource of
 * the node and of the pod, not a volume here.
 */
public sealed interface Volume {
  String claim();

  /** The claim is bound: one of the volume's node terms must hold; none of them is any node. */
  record Bound(String claim, List<NodeTerm> anyOf) implements Volume {
    public Bound {
      anyOf = List.copyOf(anyOf);
    }
  }

  /**
   * The claim waits for its first consumer: one of the allowed topologies of its class (or of the
   * volumes that could be bound to it) must hold; none of them is any node.
   */
  record Unbound(String claim, List<NodeTerm> anyOf) implements Volume {
    public Unbound {
      anyOf = List.copyOf(anyOf);
    }
  }

  /** {@code ReadWriteOncePod}: one pod in the cluster at a time has it. */
  record Exclusive(String claim) implements Volume {}

  /**
   * The claim keeps the pod from running anywhere.
   *
   * @param why for people, as the end of a sentence: {@code does not exist}
   */
  record Blocked(String claim, String why) implements Volume {}
}
