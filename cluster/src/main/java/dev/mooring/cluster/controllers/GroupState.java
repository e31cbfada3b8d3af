package dev.mooring.cluster.controllers;

import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the controllers write of a group's status.
 *
 * @param phase null as long as the scheduler has not seen the group and none of its pods has a node
 */
public record GroupState(@Nullable PodGroupPhase phase, int running, int succeeded, int failed) {

  /** What a status says of it. */
  public static GroupState of(PodGroupStatus status) {
    return new GroupState(status.phase(), status.running(), status.succeeded(), status.failed());
  }
}
