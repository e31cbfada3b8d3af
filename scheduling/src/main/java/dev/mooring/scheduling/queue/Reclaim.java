package dev.mooring.scheduling.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may take what back from whom. A queue takes back only what it deserves, and only from a
 * reclaimable queue that holds more than it deserves of something that is asked for, as long as
 * that is so: the one last taken may bring it below. Whoever was evicted cannot take it back in
 * turn: the taker holds no more than it deserves.
 */
public final class Reclaim {
  private final Queues queues;
  private final Share taker;
  private final long[] asked;

  /**
   * Prepares.
   *
   * @param asked by dimension
   */
  public Reclaim(Queues queues, Share taker, long[] asked) {
    this.queues = queues;
    this.taker = taker;
    this.asked = asked;
  }

  /** A gang that would go, and what it holds by dimension. */
  public interface Loss {
    Share queue();

    long[] held();
  }

  /** Whether one gang of the queue could be taken. */
  public boolean mayTakeFrom(Share giver) {
    return giver != taker
        && giver.queue().reclaimable()
        && queues.within(taker, giver, asked)
        && queues.below(giver, taker).stream().allMatch(share -> over(share, new long[0]))
        && !queues.below(giver, taker).isEmpty();
  }

  /** Whether these, each of which could be taken alone, can be taken together. */
  public boolean mayTake(Collection<? extends Loss> losses) {
    Map<Share, List<long[]>> byQueue = new LinkedHashMap<>();
    for (var loss : losses) {
      if (loss.queue() != taker) {
        for (var share : queues.below(loss.queue(), taker)) {
          byQueue.computeIfAbsent(share, _ -> new ArrayList<>()).add(loss.held());
        }
      }
    }
    return byQueue.entrySet().stream().allMatch(e -> overUntilLast(e.getKey(), e.getValue()));
  }

  private boolean overUntilLast(Share share, List<long[]> losses) {
    var all = new long[asked.length];
    for (var loss : losses) {
      for (var d = 0; d < all.length; d++) {
        all[d] += loss[d];
      }
    }
    for (var last : losses) {
      var before = all.clone();
      for (var d = 0; d < all.length; d++) {
        before[d] -= last[d];
      }
      if (over(share, before)) {
        return true;
      }
    }
    return false;
  }

  private boolean over(Share share, long[] without) {
    for (var d = 0; d < asked.length; d++) {
      var gone = without.length == 0 ? 0 : without[d];
      if (queues.counts(d) && asked[d] > 0 && share.held[d] - gone > share.deserved[d]) {
        return true;
      }
    }
    return false;
  }
}
