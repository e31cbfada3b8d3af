package dev.mooring.scheduling.model;

import java.util.Collection;
import java.util.List;

/** What a claim of a pod says about its node. */
public sealed interface Volume {
  String claim();

  /** The claim is bound: one of the volume's node terms must hold; none of them is any node. */
  record Bound(String claim, List<NodeTerm> anyOf) implements Volume {
    public Bound {
      anyOf = List.copyOf(anyOf);
    }
  }

  /**
   * The claim waits for its first consumer and gets a volume made: one of these must hold, which
   * are the allowed topologies of its class, on the node that was chosen if one was; none of them
   * is any node.
   */
  record Unbound(String claim, List<NodeTerm> anyOf) implements Volume {
    public Unbound {
      anyOf = List.copyOf(anyOf);
    }
  }

  /**
   * The claim waits for its first consumer and gets one of these volumes, which serves no other
   * claim then.
   *
   * @param storageClass whose volumes nobody makes by himself
   * @param shared whether other pods mount it too, all of which its one volume must reach; a claim
   *     that is said not to be shared counts once for each pod
   */
  record OneOf(String claim, String storageClass, Offers offers, boolean shared)
      implements Volume {}

  /** {@code ReadWriteOncePod}: one pod in the cluster at a time has it. */
  record Exclusive(String claim) implements Volume {}

  /**
   * While pods have it, it takes one of their node's attachments for the driver, however many they
   * are.
   *
   * @param handle names the volume among those of the driver, through whatever claim it is mounted
   */
  record Attached(String claim, String driver, String handle) implements Volume {}

  /** Whether those that are there, or have their place, reach the node. */
  static boolean reach(Collection<Volume> volumes, Node node) {
    for (var volume : volumes) {
      var reaches =
          switch (volume) {
            case Bound(_, var anyOf) -> NodeTerm.any(anyOf, node);
            case Unbound(_, var anyOf) -> NodeTerm.any(anyOf, node);
            case Blocked _ -> false;
            case OneOf _, Exclusive _, Attached _ -> true;
          };
      if (!reaches) {
        return false;
      }
    }
    return true;
  }

  /** How many attachments of the driver the volumes take together. */
  static int attachments(Collection<Volume> volumes, String driver) {
    return (int)
        volumes.stream()
            .filter(Attached.class::isInstance)
            .map(Attached.class::cast)
            .filter(volume -> volume.driver().equals(driver))
            .map(Attached::handle)
            .distinct()
            .count();
  }

  /**
   * The claim keeps the pod from running anywhere.
   *
   * @param why for people, as the end of a sentence: {@code does not exist}
   * @param nextStep what a person can do about it
   */
  record Blocked(String claim, String why, String nextStep) implements Volume {
    /** One of which its events say more. */
    public Blocked(String claim, String why) {
      this(claim, why, "See the claim: kubectl describe pvc " + claim);
    }
  }
}
