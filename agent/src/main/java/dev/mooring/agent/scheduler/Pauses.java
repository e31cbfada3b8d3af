package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gangs that got seats and have no volumes there: while these are being made, their seats are held,
 * and it is looked again when the claims change or a while has passed; where there are none, they
 * get no seats for a while. Each while is twice as long as the last. Thread-safe.
 */
final class Pauses {
  private static final Duration FIRST_LOOK = Duration.ofMillis(250);
  private static final Duration LAST_LOOK = Duration.ofSeconds(5);
  private static final Duration FIRST_TRY = Duration.ofSeconds(1);
  private static final Duration LAST_TRY = Duration.ofMinutes(1);

  /** As long as Kubernetes' scheduler waits for volumes, and holds the room, by default. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * @param volumes what the claims looked like; anything else is worth a look
   * @param seats that are held; none once it is time to look again
   */
  private record Making(
      Instant since, int looks, Instant until, List<Volume> volumes, Set<PodId> seats) {}

  private record Lacking(int times, Instant until, String why) {}

  private final Map<GangId, Making> making = new ConcurrentHashMap<>();
  private final Map<GangId, Lacking> lacking = new ConcurrentHashMap<>();

  /** Holds the seats; returns false, and holds none, if that has taken too long. */
  boolean beingMade(SeenGroup group, Set<PodId> seats, Instant now) {
    var before = making.get(group.id());
    var since = before == null ? now : before.since();
    if (!now.isBefore(since.plus(PATIENCE))) {
      return false;
    }
    var looks = before == null ? 0 : before.looks() + 1;
    var until = now.plus(doubled(FIRST_LOOK, looks, LAST_LOOK));
    lacking.remove(group.id());
    making.put(group.id(), new Making(since, looks, until, volumes(group), Set.copyOf(seats)));
    return true;
  }

  /** There are none; it gets no seats for a while. */
  void lack(GangId group, String why, Instant now) {
    making.remove(group);
    lacking.compute(
        group,
        (_, before) -> {
          var times = before == null ? 0 : before.times() + 1;
          return new Lacking(times, now.plus(doubled(FIRST_TRY, times, LAST_TRY)), why);
        });
  }

  void ready(GangId group) {
    making.remove(group);
    lacking.remove(group);
  }

  private static Duration doubled(Duration first, int times, Duration most) {
    var grown = first.multipliedBy(1L << Math.min(times, 16));
    return grown.compareTo(most) > 0 ? most : grown;
  }

  private static List<Volume> volumes(SeenGroup group) {
    return group.waiting().stream()
        .flatMap(pod -> pod.member().shape().local().volumes().stream())
        .toList();
  }

  /**
   * Seats that are held no longer, for it is time to look at their volumes again. Of gangs that are
   * gone nothing is remembered.
   */
  List<PodId> due(Seen seen, Instant now, Predicate<GangId> busy) {
    if (making.isEmpty() && lacking.isEmpty()) {
      return List.of();
    }
    var groups = seen.groups().stream().collect(Collectors.toMap(SeenGroup::id, group -> group));
    lacking.keySet().retainAll(groups.keySet());
    making.keySet().retainAll(groups.keySet());
    var due = new ArrayList<PodId>();
    making.replaceAll((id, held) -> {
      var group = groups.get(id);
      if (group == null
          || busy.test(id)
          || (now.isBefore(held.until()) && volumes(group).equals(held.volumes()))) {
        return held;
      }
      due.addAll(held.seats());
      return new Making(held.since(), held.looks(), held.until(), List.of(), Set.of());
    });
    return due;
  }

  /** Whether its seats are held. */
  boolean holds(GangId group) {
    var held = making.get(group);
    return held != null && !held.seats().isEmpty();
  }

  /** Why it gets no seats now. */
  Optional<String> why(GangId group, Instant now) {
    return Optional.ofNullable(lacking.get(group))
        .filter(lacks -> now.isBefore(lacks.until()))
        .map(Lacking::why);
  }

  /** Whether any ends by then. */
  boolean endBy(Instant time) {
    return Stream.concat(
            making.values().stream().filter(held -> !held.seats().isEmpty()).map(Making::until),
            lacking.values().stream().map(Lacking::until))
        .anyMatch(until -> !time.isBefore(until));
  }
}
