package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Optional;

/**
 * Why a gang, or the rest of one, waits, and what a person can do about it.
 *
 * @param message changes only when something a person can act on does
 * @param facts the same for programs; may change with every plan
 */
public record Explanation(Code code, String message, String nextStep, Facts facts) {
  /** The kinds of reasons; their names are the {@code code} that people see. */
  public enum Code {
    /** Fewer pods exist than must start together. */
    MissingMembers,
    /** The queue does not exist. */
    UnknownQueue,
    /** The queue, or one above it, is closed. */
    QueueClosed,
    /** The queue, or one above it, would exceed its capability. */
    QueueLimit,
    /** Room that is there is guaranteed to other queues. */
    GuaranteedToOthers,
    /**
     * No node of this cluster could ever take a pod, even when empty, or all together not as many
     * as must start at once.
     */
    NeverFits,
    /** No open node is there. */
    NodesUnavailable,
    /** No node has the labels that are asked for. */
    NoMatchingNode,
    /** The nodes have taints that the pods do not bear. */
    NotTolerated,
    /** A volume keeps the pod off all nodes. */
    VolumeUnavailable,
    /** Nodes with room have as many volumes of a driver attached as they can. */
    NoAttachmentLeft,
    /** Nodes with room have fewer volumes that somebody made than claims want there. */
    NoVolumeLeft,
    /** Pods near or apart, spread or host ports leave no node. */
    PlacementRules,
    /** Nodes have too little left. */
    InsufficientResources,
    /** Room is being made: evicted pods are leaving. */
    RoomIsBeingMade,
    /** The room is kept for a gang that comes first. */
    ReservedForOthers,
    /** A gang that comes first waits, and the queue is first in, first out. */
    NotItsTurn
  }

  /**
   * What programs make of it.
   *
   * @param needed how many pods must get a seat at once
   * @param fit how many of them do now, at best
   * @param position its place among the waiting gangs of its queue; 1 is the first
   * @param shortages what lacks, the scarcest first
   * @param limit the queue's limit that it meets
   */
  public record Facts(
      int needed, int fit, int position, List<Shortage> shortages, Optional<Limit> limit) {
    public Facts {
      shortages = List.copyOf(shortages);
    }
  }

  /**
   * A resource that lacks. Attachments of a driver's volumes go by the name that Kubernetes had for
   * them, {@code attachable-volumes-csi-} and the driver; volumes of a class by the one that quotas
   * have, the class and {@code .storageclass.storage.k8s.io/persistentvolumeclaims}.
   *
   * @param by how much at least, on the node that lacks least; in the resource's unit
   * @param nodes on how many of the nodes that the pods may be on
   * @param of how many nodes these are
   */
  public record Shortage(String resource, long by, int nodes, int of) {}

  /** A queue's limit: what it may have of a resource, has, and is asked for. */
  public record Limit(String queue, String resource, long may, long has, long asks) {}

  /** Whether a person would read the same; what is not the same is worth writing down. */
  public boolean saysTheSameAs(Explanation other) {
    return code == other.code && message.equals(other.message) && nextStep.equals(other.nextStep);
  }
}
