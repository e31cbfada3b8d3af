package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.scheduling.model.GangId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * When gangs are told that they may start. Most that make a group make its pods at once, and a gang
 * that starts at once needs no word; so it is told when its pods have not come by themselves. For
 * one thread.
 */
final class Admitting {
  /** Who makes a group and its pods at once has made them by then. */
  private static final Duration PODS_UNDER_WAY = Duration.ofMillis(300);

  /** And where many pods are seen late, as after a watch was broken, its own are among them. */
  private static final Duration PODS_SEEN_LATE = Duration.ofSeconds(3);

  /** Where nobody waits for the word. */
  private static final Duration FOR_THE_RECORD = Duration.ofSeconds(10);

  /** Since when each of those is known that may start and have not been told so. */
  private final Map<GangId, Instant> admitted = new HashMap<>();

  private Instant floodedAt = Instant.MIN;

  /**
   * @param isFlood whether many pods have come at once since the last look
   */
  void look(boolean isFlood, Instant now) {
    if (isFlood) {
      floodedAt = now;
    }
  }

  /** Of no others than these is remembered since when they may start. */
  void mayStart(Collection<GangId> gangs, Instant now) {
    admitted.keySet().retainAll(gangs);
    gangs.forEach(gang -> admitted.putIfAbsent(gang, now));
  }

  /** Whether it is time to tell one of those that may start. */
  boolean isTime(SeenGroup group, Instant now) {
    var since = admitted.getOrDefault(group.id(), now);
    return !now.isBefore(since.plus(patience(group, now)));
  }

  private Duration patience(SeenGroup group, Instant now) {
    if (group.unasked()) {
      return FOR_THE_RECORD;
    }
    return now.isBefore(floodedAt.plus(PODS_UNDER_WAY)) ? PODS_SEEN_LATE : PODS_UNDER_WAY;
  }
}
