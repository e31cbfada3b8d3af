package dev.mooring.cluster.controllers;

/**
 * The cluster as the controllers need it. Everything but {@link #see} is a request to the API
 * server, and throws {@link dev.mooring.cluster.ClusterException} when that fails.
 */
public interface QueueingCluster {

  /** What is seen now; may lag behind the controllers' own writes. */
  Seen see();

  /**
   * Changes phase and counts, and nothing else of the status, if the group is still as seen.
   *
   * @return false if it has changed or is gone: look again
   */
  boolean write(SeenGroup group, GroupState next);

  /**
   * Changes state, counts and what is allocated, and nothing else of the status, if the queue is
   * still the one that was seen, whatever else has changed about it.
   *
   * @return false if it is gone
   */
  boolean write(SeenQueue queue, QueueFigures next);

  /**
   * Deletes the group if it is still as seen.
   *
   * @return false if it has changed or is gone
   */
  boolean delete(SeenGroup group);
}
