package dev.mooring.scheduling.queue;

import dev.mooring.scheduling.model.Explanation.Limit;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.place.Dimensions;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tree of queues. A queue whose parent does not exist, or that is its own ancestor, is at the
 * top. For the planning thread alone.
 */
public final class Queues {
  private static final String ROOT = "root";

  /** Sums of what nobody has are no more than this, so that they stay sums. */
  private static final long BEYOND_COUNTING = 1L << 61;

  private final Dimensions dimensions;
  private final boolean[] counts;
  private final boolean guarantees;
  private final Map<String, Share> byName = new TreeMap<>();
  private final Share root;

  /** What a queue amount is about. */
  public enum Change {
    /** Has a seat and stays. */
    HOLDS,
    /** Has a seat and is going. */
    LEAVES,
    /** Is let in and has no seat yet. */
    EXPECTS,
    /** Holds or asks for it. */
    WANTS
  }

  /**
   * The tree, empty.
   *
   * @param total what all queues have together, by dimension
   */
  public Queues(Collection<Queue> queues, Dimensions dimensions, long[] total) {
    this.dimensions = dimensions;
    counts = new boolean[dimensions.size()];
    for (var d = 0; d < counts.length; d++) {
      counts[d] = !dimensions.name(d).equals("pods");
    }
    for (var queue : queues) {
      byName.put(queue.name(), share(queue));
    }
    var top = byName.remove(ROOT);
    root = top == null ? share(Queue.of(ROOT, 1)) : top;
    System.arraycopy(total, 0, root.deserved, 0, total.length);
    byName.values().forEach(share -> share.under(above(share)));
    byName.put(ROOT, root);
    guarantees =
        byName.values().stream().anyMatch(s -> Arrays.stream(s.guarantee).anyMatch(g -> g > 0));
  }

  private Share share(Queue queue) {
    var share = new Share(queue, dimensions.size());
    var limits = queue.limits();
    Arrays.fill(share.capability, Long.MAX_VALUE);
    Arrays.fill(share.deserved, -1);
    write(limits.capability().orElse(Resources.NONE), share.capability);
    write(limits.guarantee(), share.guarantee);
    write(limits.deserved().orElse(Resources.NONE), share.deserved);
    return share;
  }

  private void write(Resources resources, long[] into) {
    var vector = dimensions.vector(resources);
    for (var d = 0; d < into.length; d++) {
      if (resources.amounts().containsKey(dimensions.name(d))) {
        into[d] = vector[d];
      }
    }
  }

  private Share above(Share share) {
    var seen = new HashSet<String>();
    var at = share;
    while (at != null && !at.queue().name().equals(ROOT)) {
      if (!seen.add(at.queue().name())) {
        return root;
      }
      at = named(at.queue().parent().orElse(ROOT));
    }
    return Optional.ofNullable(named(share.queue().parent().orElse(ROOT))).orElse(root);
  }

  private @Nullable Share named(String name) {
    return name.equals(ROOT) ? root : byName.get(name);
  }

  public Optional<Share> find(String name) {
    return Optional.ofNullable(named(name));
  }

  /** Adds to, or with a sign of -1 takes from, the queue and those above it. */
  public void change(Share queue, Change what, long[] amounts, int sign) {
    for (var share : queue.path()) {
      var into =
          switch (what) {
            case HOLDS -> share.held;
            case LEAVES -> share.leaving;
            case EXPECTS -> share.expected;
            case WANTS -> share.wanted;
          };
      for (var d = 0; d < into.length; d++) {
        into[d] = Math.clamp(into[d] + sign * amounts[d], -BEYOND_COUNTING, BEYOND_COUNTING);
      }
    }
  }

  /** Reckons what each deserves, once all wishes are known. */
  public void divide() {
    Division.divide(root);
  }

  /** The queue itself or one above it that is closed. */
  public Optional<String> closed(Share queue) {
    return queue.path().stream()
        .filter(share -> !share.queue().open())
        .map(share -> share.queue().name())
        .findFirst();
  }

  /** The first capability that would be exceeded if the queue held so much more. */
  public Optional<Limit> exceeds(Share queue, long[] more) {
    return exceeds(queue, more, share -> share.leaving);
  }

  /** The same, as if what leaves had left. */
  public Optional<Limit> exceedsOnceLeft(Share queue, long[] more) {
    return exceeds(queue, more, _ -> new long[more.length]);
  }

  /** The same, as if all that was let in had its seats. */
  public Optional<Limit> exceedsOnceSeated(Share queue, long[] more) {
    return exceeds(queue, more, share -> share.expected);
  }

  /**
   * Whether the queue, or one above it, may never hold so much, even when all are empty: for its
   * capability, or for what is guaranteed to others.
   */
  public boolean neverMayHold(Share queue, long[] amounts) {
    var path = Set.copyOf(queue.path());
    return IntStream.range(0, amounts.length)
        .filter(d -> amounts[d] > 0)
        .anyMatch(d ->
            path.stream().anyMatch(share -> amounts[d] > share.capability[d])
                || (guarantees
                    && root.deserved[d] - amounts[d] < root.promised(d, path, amounts[d])));
  }

  private Optional<Limit> exceeds(Share queue, long[] more, Function<Share, long[]> besides) {
    for (var share : queue.path()) {
      var also = besides.apply(share);
      for (var d = 0; d < more.length; d++) {
        var has = share.held[d] + also[d];
        if (more[d] > 0 && more[d] > share.capability[d] - has) {
          var name = dimensions.name(d);
          return Optional.of(
              new Limit(share.queue().name(), name, share.capability[d], has, more[d]));
        }
      }
    }
    return Optional.empty();
  }

  /** What is kept for others' guarantees and would be touched if the queue held so much more. */
  public Optional<Limit> guaranteedToOthers(Share queue, long[] more) {
    if (!guarantees) {
      return Optional.empty();
    }
    change(queue, Change.HOLDS, more, 1);
    Limit limit = null;
    for (var d = 0; d < more.length && limit == null; d++) {
      var left = root.deserved[d] - root.held[d] - root.leaving[d];
      if (more[d] > 0 && left < root.unused(d)) {
        limit =
            new Limit(
                queue.queue().name(),
                dimensions.name(d),
                left - root.unused(d) + more[d],
                root.unused(d),
                more[d]);
      }
    }
    change(queue, Change.HOLDS, more, -1);
    return Optional.ofNullable(limit);
  }

  /** Which of two queues' gangs comes first: by priority, then by share, from the top down. */
  public int compare(Share one, Share other) {
    var paths = List.of(one.path().reversed(), other.path().reversed());
    for (var i = 1; i < Math.min(paths.get(0).size(), paths.get(1).size()); i++) {
      var a = paths.get(0).get(i);
      var b = paths.get(1).get(i);
      if (a != b) {
        return Comparator.<Share>comparingInt(share -> -share.queue().priority())
            .thenComparingDouble(share -> share.dominant(counts))
            .thenComparing(share -> share.queue().name())
            .compare(a, b);
      }
    }
    return Integer.compare(paths.get(0).size(), paths.get(1).size());
  }

  /** Whether the queue holds more than it deserves of something. */
  public boolean over(Share queue) {
    return queue.dominant(counts) > 1;
  }

  /** Whether the queue may take back so much from another: it stays within what it deserves. */
  boolean within(Share queue, Share other, long[] more) {
    for (var share : below(queue, other)) {
      for (var d = 0; d < more.length; d++) {
        if (counts[d] && more[d] > 0 && share.held[d] + more[d] > share.deserved[d]) {
          return false;
        }
      }
    }
    return true;
  }

  /** The queue and those above it that are not above the other as well. */
  List<Share> below(Share queue, Share other) {
    var others = new HashSet<>(other.path());
    return queue.path().stream().filter(share -> !others.contains(share)).toList();
  }

  boolean counts(int dimension) {
    return counts[dimension];
  }

  /**
   * The queues as they are now, in the order of their names.
   *
   * @param waiting how many gangs wait, by queue
   * @param kept what is kept for them, by queue
   */
  public List<QueueShare> shares(Map<String, Integer> waiting, Map<String, QueueShare.Kept> kept) {
    return byName.values().stream()
        .map(share ->
            new QueueShare(
                share.queue().name(),
                dimensions.resources(share.held),
                dimensions.resources(share.deserved),
                share.dominant(counts),
                waiting.getOrDefault(share.queue().name(), 0),
                kept.getOrDefault(share.queue().name(), QueueShare.Kept.NONE)))
        .toList();
  }
}
