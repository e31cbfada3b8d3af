package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Member;
import java.time.Instant;
import java.util.List;

/**
 * A pod that waits for a node.
 *
 * @param version its resourceVersion: it is bound only as it was seen
 * @param claims those it mounts
 * @param explained the message of its PodScheduled=False condition; empty if it has none
 * @param made when it was, by the API server's clock
 */
public record SeenPod(
    Member member, String version, List<Mount> claims, String explained, Instant made) {
  public SeenPod {
    claims = List.copyOf(claims);
  }

  public String uid() {
    return member.id().uid();
  }
}
