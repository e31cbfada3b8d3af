package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.queue.Queues;
import dev.mooring.scheduling.queue.Share;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Waiting gangs in the order in which they are judged: those for which room was made; then those
 * that have waited too long, the oldest first; then of the queue that comes first by priority and
 * share the gang of the highest priority, the older first. Shares change as gangs start, so the
 * order is found while going. For the planning thread alone.
 */
final class Line {
  private final Queues queues;
  private final Deque<Waiting> first = new ArrayDeque<>();
  private final Map<Share, Deque<Waiting>> byQueue = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * Lines up.
   *
   * @param roomWasMade gangs that come before all others
   * @param tooLongAgo who waits since then, or longer, comes before all who do not
   */
  Line(Collection<Gang> waiting, Queues queues, Set<GangId> roomWasMade, Instant tooLongAgo) {
    this.queues = queues;
    Comparator<Gang> byAge =
        Comparator.comparing((Gang gang) -> gang.rank().queuedAt()).thenComparing(Gang::id);
    Comparator<Gang> order =
        Comparator.comparingInt((Gang gang) -> stage(gang, roomWasMade, tooLongAgo))
            .thenComparingInt(
                gang -> stage(gang, roomWasMade, tooLongAgo) == 2 ? -gang.rank().priority() : 0)
            .thenComparing(byAge);
    var sorted = waiting.stream().sorted(order).toList();
    for (var gang : sorted) {
      var queue = queues.find(gang.queue());
      if (queue.isPresent()) {
        var position = counts.merge(gang.queue(), 1, Integer::sum);
        var place = new Waiting(gang, queue.get(), position);
        if (stage(gang, roomWasMade, tooLongAgo) < 2) {
          first.add(place);
        } else {
          byQueue.computeIfAbsent(queue.get(), _ -> new ArrayDeque<>()).add(place);
        }
      }
    }
  }

  private static int stage(Gang gang, Set<GangId> roomWasMade, Instant tooLongAgo) {
    if (roomWasMade.contains(gang.id())) {
      return 0;
    }
    return gang.rank().waitsAtLeastSince(tooLongAgo) ? 1 : 2;
  }

  /** How many wait in each queue, by its name. */
  Map<String, Integer> counts() {
    return counts;
  }

  Optional<Waiting> next() {
    if (!first.isEmpty()) {
      return Optional.of(first.remove());
    }
    var queue = byQueue.keySet().stream().min(queues::compare);
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    var gangs = byQueue.getOrDefault(queue.get(), new ArrayDeque<>());
    var next = gangs.remove();
    if (gangs.isEmpty()) {
      byQueue.remove(queue.get());
    }
    return Optional.of(next);
  }

  /** Those whose queue does not exist. */
  static List<Gang> strays(Collection<Gang> waiting, Queues queues) {
    return new ArrayList<>(
        waiting.stream()
            .filter(gang -> queues.find(gang.queue()).isEmpty())
            .sorted(Comparator.comparing(Gang::id))
            .toList());
  }
}
