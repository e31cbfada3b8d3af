package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.QueueShare;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster as the gang scheduler needs it. What is seen may lag behind this scheduler's own
 * writes. Each write is one request, and throws {@link dev.mooring.cluster.ClusterException} when
 * the API server cannot be reached; all but {@link #see} may be called from several threads.
 */
public interface GangCluster {
  /** How a write to a pod ended. */
  enum Bind {
    BOUND,
    /** The pod is gone, has changed since it was seen, or somebody has bound it. */
    REFUSED
  }

  /** How far the volumes of pods are. */
  sealed interface Volumes {
    /** All claims are bound. */
    record Ready() implements Volumes {}

    /** They are being made; look again when the claims have changed. */
    record UnderWay() implements Volumes {}

    /** There is none for a claim where its pods go. */
    record Missing(String why) implements Volumes {}
  }

  /** Called from one thread. */
  Seen see();

  /**
   * Replaces a group's status if and only if the group is of this version.
   *
   * @return the version that it has now; empty if it has changed or is gone: look again
   */
  Optional<String> writeStatus(GangId group, String version, PodGroupStatus status);

  /**
   * Gives the pods' claims their volumes on the nodes, all or none where somebody made them; to be
   * called again while under way.
   *
   * @param pods that start together, each with a node
   */
  Volumes prepare(List<SeenPod> pods, Map<PodId, String> nodes);

  /** Binds the pod if and only if it is as it was seen. */
  Bind bind(SeenPod pod, String node);

  /**
   * Changes the pod so that no bind of it is accepted that was decided before: of a scheduler that
   * was stopped with it under way and goes on when another leads.
   */
  void fence(PodId pod);

  /**
   * Says on the pod why it waits, as PodScheduled=False; what autoscalers and people look for.
   *
   * @param reason one word; autoscalers add nodes where it is {@code Unschedulable}
   */
  void explain(PodId pod, String reason, String message);

  /** Deletes the pod of this uid, whoever protects it: half a gang is worth nothing. */
  void undo(PodId pod);

  /**
   * Asks for the eviction of the pod of this uid; its budgets are heeded.
   *
   * @param because for people: who needs the room
   * @return false if a budget forbids it now
   */
  boolean evict(PodId pod, String because);

  /** Records an event about a group, or the pod that stands for itself. */
  void record(GangId group, boolean warning, String reason, String message);

  /**
   * Writes a queue's share and what is kept for it; one that is gone, or was never there, is left
   * alone.
   */
  void writeShare(QueueShare share);
}
