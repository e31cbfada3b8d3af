package dev.mooring.scheduling.place;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Gives each member the best node that is left, and never takes a seat back. */
final class Greedy {
  private final Board board;
  private final Scorer scorer;
  private final boolean packs;

  /**
   * Prepares.
   *
   * @param packs whether a node gets as many members as it takes before the next one gets any
   */
  Greedy(Board board, Scorer scorer, boolean packs) {
    this.board = board;
    this.scorer = scorer;
    this.packs = packs;
  }

  /** Seats as many as it can of those that have no seat; goes on while some want others near. */
  void seat(Ask ask, Taken taken, IntPredicate within) {
    var before = -1;
    for (var now = taken.size(); now > before; now = taken.size()) {
      before = now;
      for (var g = 0; g < ask.groups().size(); g++) {
        if (taken.left(g) > 0) {
          seat(ask.groups().get(g).kind(), g, taken, within);
        }
      }
    }
  }

  private void seat(Kind kind, int group, Taken taken, IntPredicate within) {
    if (kind.attracting()) {
      seatOneByOne(kind, group, taken, within);
    } else {
      seatTogether(kind, group, taken, within);
    }
  }

  private void seatOneByOne(Kind kind, int group, Taken taken, IntPredicate within) {
    while (taken.left(group) > 0) {
      var best = -1;
      var most = Integer.MIN_VALUE;
      var nodes = kind.fit().nodes();
      for (var node = nodes.next(0); node >= 0; node = nodes.next(node + 1)) {
        if (within.test(node) && board.hasRoom(kind, node) && board.obeys(kind, node)) {
          var score = scorer.score(kind, node);
          if (score > most) {
            most = score;
            best = node;
          }
        }
      }
      if (best < 0) {
        return;
      }
      taken.take(group, best);
    }
  }

  private void seatTogether(Kind kind, int group, Taken taken, IntPredicate within) {
    var before = -1;
    while (taken.left(group) > 0 && taken.count(group) != before) {
      before = taken.count(group);
      for (var node : best(kind, taken.left(group), within)) {
        while (taken.left(group) > 0 && board.hasRoom(kind, node) && board.obeys(kind, node)) {
          taken.take(group, node);
          if (!packs) {
            break;
          }
        }
      }
    }
  }

  /** The best nodes with room for one, the best first; equal ones in their order. */
  private int[] best(Kind kind, int most, IntPredicate within) {
    var kept = new long[Math.min(most, board.size())];
    var count = 0;
    var nodes = kind.fit().nodes();
    for (var node = nodes.next(0); node >= 0; node = nodes.next(node + 1)) {
      if (!board.hasRoom(kind, node) || !within.test(node) || !board.obeys(kind, node)) {
        continue;
      }
      var key = (long) -scorer.score(kind, node) << 32 | node;
      if (count < kept.length) {
        kept[count++] = key;
        if (count == kept.length) {
          heapify(kept);
        }
      } else if (key < kept[0]) {
        kept[0] = key;
        sink(kept, 0);
      }
    }
    Arrays.sort(kept, 0, count);
    return Arrays.stream(kept, 0, count).mapToInt(key -> (int) key).toArray();
  }

  private static void heapify(long[] heap) {
    for (var i = heap.length / 2 - 1; i >= 0; i--) {
      sink(heap, i);
    }
  }

  /** Keeps the largest at the front. */
  private static void sink(long[] heap, int from) {
    var at = from;
    var key = heap[at];
    for (var child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= key) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = key;
  }
}
