package dev.mooring.scheduling.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides what a queue deserves among its children: those that say what they deserve get that, the
 * others what their weights give of the rest, but at least their guarantees and no more than they
 * want or may have.
 */
final class Division {
  private static final int HALVINGS = 64;

  /** What halving may leave off a whole amount. */
  private static final double ALMOST = 0.001;

  private Division() {}

  /**
   * Where a queue says what it deserves, {@code deserved} has that already; elsewhere it has -1.
   */
  static void divide(Share queue) {
    for (var d = 0; d < queue.deserved.length; d++) {
      divide(queue, d);
    }
    queue.children().forEach(Division::divide);
  }

  private static void divide(Share queue, int d) {
    var rest = queue.deserved[d];
    var others = new ArrayList<Share>();
    for (var child : queue.children()) {
      if (child.deserved[d] < 0) {
        others.add(child);
      } else {
        rest -= child.deserved[d];
      }
    }
    byWeight(others, d, Math.max(0, rest));
  }

  /** Finds the amount for a weight of 1 at which the parts come to what there is. */
  private static void byWeight(List<Share> queues, int d, long rest) {
    var low = 0.0;
    var high = (double) queues.stream().mapToLong(queue -> most(queue, d)).max().orElse(0) + 1;
    for (var i = 0; i < HALVINGS; i++) {
      var middle = (low + high) / 2;
      var sum = 0L;
      for (var queue : queues) {
        sum += part(queue, d, middle);
      }
      if (sum <= rest) {
        low = middle;
      } else {
        high = middle;
      }
    }
    for (var queue : queues) {
      queue.deserved[d] = part(queue, d, low);
    }
  }

  private static long part(Share queue, int d, double forOne) {
    var byWeight = (long) (forOne * queue.queue().weight() + ALMOST);
    return Math.max(queue.guarantee[d], Math.min(byWeight, most(queue, d)));
  }

  private static long most(Share queue, int d) {
    return Math.min(queue.capability[d], queue.wanted[d]);
  }
}
