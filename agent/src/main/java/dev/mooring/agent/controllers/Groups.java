package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.GangMembers;
import dev.mooring.cluster.controllers.GroupState;
import dev.mooring.cluster.controllers.SeenGroup;
import dev.mooring.crd.PodGroupPhase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What has become of a pod group. */
final class Groups {
  /** A job's pods come after its group; so long nobody doubts that they will. */
  static final Duration PODS_EXPECTED = Duration.ofMinutes(10);

  private Groups() {}

  /**
   * Phase and counts. The phase is the scheduler's for as long as it has a plan, and Pending and
   * Inqueue are its to give; none of the phases is final, for a job may start its pods again.
   */
  static GroupState judge(SeenGroup group) {
    var members = group.members();
    var before = group.status().phase();
    var phase = group.status().plan() == null ? phase(before, members, group.minMember()) : before;
    return new GroupState(phase, members.running(), members.succeeded(), members.failed());
  }

  private static @Nullable PodGroupPhase phase(
      @Nullable PodGroupPhase before, GangMembers members, int minMember) {
    if (members.alive() == 0 && members.ended() > 0) {
      return PodGroupPhase.COMPLETED;
    }
    if (members.seated() > 0 && members.seated() + members.succeeded() >= minMember) {
      return PodGroupPhase.RUNNING;
    }
    return switch (before) {
      // It waits, and the scheduler says why.
      case PENDING, INQUEUE -> before;
      case RUNNING, UNKNOWN -> PodGroupPhase.UNKNOWN;
      case COMPLETED -> members.alive() == 0 ? before : PodGroupPhase.UNKNOWN;
      case null -> members.seated() > 0 ? PodGroupPhase.UNKNOWN : null;
    };
  }

  /**
   * Whether nobody will use a group again: we made it for a job that is gone and did not take it
   * along, as after a deletion that orphans. What a living or deleted job owns is the business of
   * its operator or of Kubernetes' own collector.
   */
  static boolean isGarbage(SeenGroup group, Instant now) {
    return switch (group.origin()) {
      case OTHERS, OWNED -> false;
      case ORPHANED ->
          group.members().alive() == 0
              && group.status().plan() == null
              && group.created().plus(PODS_EXPECTED).isBefore(now);
    };
  }
}
