package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PodGroupStatus;
import java.time.Instant;
import java.util.List;

/**
 * A pod group with its pods.
 *
 * @param version the group's resourceVersion: a status is only written over what was seen
 * @param succeeded how many of its pods ended well: they need no seat any more
 */
public record SeenGroup(
    GroupId id,
    String version,
    Instant created,
    int minMember,
    PodGroupStatus status,
    List<SeenPod> pods,
    int succeeded) {
  public SeenGroup {
    pods = List.copyOf(pods);
  }
}
