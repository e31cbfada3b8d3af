package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.PodId;

/** The cluster as the gang scheduler needs it. */
public interface GangCluster {
  /** How a bind ended. */
  enum Bind {
    BOUND,
    /** The pod is gone, another of its name is there, or somebody has bound it. */
    REFUSED
  }

  /** What is seen now; may lag behind this scheduler's own writes. */
  Seen see();

  /**
   * Replaces the group's status if the group is still as seen.
   *
   * @return false if it has changed or is gone: look again
   */
  boolean writeStatus(SeenGroup group, PodGroupStatus status);

  /** Binds exactly the pod of this uid. */
  Bind bind(GroupId group, PodId pod, String node);

  /** Says on the pod why it waits, as PodScheduled=False; what autoscalers and people look for. */
  void explain(GroupId group, PodId pod, String message);

  /** Deletes exactly the pod of this uid; its owner makes it anew. */
  void evict(GroupId group, PodId pod);
}
