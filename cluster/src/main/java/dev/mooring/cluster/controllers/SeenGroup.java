package dev.mooring.cluster.controllers;

import dev.mooring.crd.PodGroupStatus;
import java.time.Instant;

/**
 * A pod group with its pods.
 *
 * @param version its resourceVersion: it is only changed as it was seen
 * @param minMember at least 1
 * @param origin whose it is
 */
public record SeenGroup(
    String namespace,
    String name,
    String version,
    Instant created,
    int minMember,
    String queue,
    PodGroupStatus status,
    Origin origin,
    GangMembers members) {

  /** Who made a group, and whether that still is there as far as the group tells. */
  public enum Origin {
    /** Somebody who is not of this project. */
    OTHERS,
    /** One of our operators, for a job that owns it. */
    OWNED,
    /** One of our operators, for a job that no longer owns it. */
    ORPHANED
  }
}
