package dev.mooring.scheduling.queue;

import dev.mooring.scheduling.model.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One queue of the tree, with amounts by dimension of it and all below it; for the planning thread
 * alone.
 */
public final class Share {
  /** The share of a queue that holds something it deserves nothing of. */
  private static final double ALL_TOO_MUCH = 1_000_000;

  private final Queue queue;
  private final List<Share> children = new ArrayList<>();
  private @Nullable Share parent;
  final long[] capability;
  final long[] guarantee;
  final long[] held;
  final long[] leaving;
  final long[] expected;
  final long[] wanted;
  final long[] deserved;

  Share(Queue queue, int dimensions) {
    this.queue = queue;
    capability = new long[dimensions];
    guarantee = new long[dimensions];
    held = new long[dimensions];
    leaving = new long[dimensions];
    expected = new long[dimensions];
    wanted = new long[dimensions];
    deserved = new long[dimensions];
  }

  public Queue queue() {
    return queue;
  }

  Optional<Share> parent() {
    return Optional.ofNullable(parent);
  }

  List<Share> children() {
    return children;
  }

  void under(Share above) {
    parent = above;
    above.children.add(this);
  }

  /** This queue and those above it, the root last. */
  List<Share> path() {
    var path = new ArrayList<Share>();
    for (var at = this; at != null; at = at.parent) {
      path.add(at);
    }
    return path;
  }

  /** The largest part of what it deserves of a dimension that it holds. */
  double dominant(boolean[] counts) {
    var most = 0.0;
    for (var d = 0; d < held.length; d++) {
      if (counts[d] && held[d] > 0) {
        most = Math.max(most, deserved[d] > 0 ? (double) held[d] / deserved[d] : ALL_TOO_MUCH);
      }
    }
    return most;
  }

  /** What of guarantees is left when only the queues of a path hold something, and this much. */
  long promised(int dimension, Set<Share> path, long amount) {
    var below = 0L;
    for (var child : children) {
      below += child.promised(dimension, path, amount);
    }
    return Math.max(below, guarantee[dimension] - (path.contains(this) ? amount : 0));
  }

  /** What of guarantees is not used up yet, by the larger of its own and its children's. */
  long unused(int dimension) {
    var below = 0L;
    for (var child : children) {
      below += child.unused(dimension);
    }
    return Math.max(below, guarantee[dimension] - held[dimension]);
  }
}
