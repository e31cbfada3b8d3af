package dev.mooring.cluster.scheduling;

import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A gang as the API server shows it.
 *
 * @param gang for the core; its waiting members are those of {@code waiting}
 * @param version the group's resourceVersion: a status is only written over what was seen; empty
 *     for a pod without a group, which has no status
 * @param unasked its pods are made without a word that they may be; others make them once the group
 *     is {@code Inqueue}
 * @param waiting its pods without a node
 */
public record SeenGroup(
    Gang gang, String version, boolean unasked, PodGroupStatus status, List<SeenPod> waiting) {
  public SeenGroup {
    waiting = List.copyOf(waiting);
  }

  public GangId id() {
    return gang.id();
  }

  /** When the group or the last of its waiting pods was made, by the API server's clock. */
  public Instant newest() {
    return waiting.stream()
        .map(SeenPod::made)
        .reduce(gang.rank().queuedAt(), (one, other) -> one.isAfter(other) ? one : other);
  }

  public Optional<SeenPod> pod(String uid) {
    return waiting.stream().filter(pod -> pod.uid().equals(uid)).findFirst();
  }

  public SeenGroup with(Gang next, String nextVersion, PodGroupStatus nextStatus) {
    return new SeenGroup(next, nextVersion, unasked, nextStatus, waiting);
  }
}
