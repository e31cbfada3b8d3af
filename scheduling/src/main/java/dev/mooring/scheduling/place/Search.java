package dev.mooring.scheduling.place;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Tries seats one by one and backs out of dead ends. Members that are alike, and nodes that are
 * alike, are not tried in more than one order; where rules make the order of seats matter, no seats
 * are tried again that were reached in another order. For one attempt.
 */
final class Search {
  /** What makes nodes alike for the members that are asked for. */
  private static final class Alike {
    private final long[] values;

    Alike(long[] values) {
      this.values = values;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Alike alike && Arrays.equals(values, alike.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  private final Board board;
  private final Ask ask;
  private final Taken taken;
  private final boolean maySkip;
  private final int[][] order;
  private final int[] sort;
  private final List<int[]> sorts = new ArrayList<>();
  private final int[] used;
  private final boolean ordered;
  private final Set<Long> reached = new HashSet<>();
  private int triesLeft;

  /**
   * Prepares.
   *
   * @param maySkip whether members beyond the needed ones may stay without a seat
   */
  Search(Board board, Ask ask, Scorer scorer, IntPredicate within, boolean maySkip, int mostTries) {
    this.board = board;
    this.ask = ask;
    this.maySkip = maySkip;
    taken = new Taken(board, ask);
    triesLeft = mostTries;
    ordered = ask.groups().stream().anyMatch(group -> group.kind().ordered());
    sort = new int[board.size()];
    Arrays.fill(sort, -1);
    var groups = ask.groups().size();
    var scores = new int[groups][board.size()];
    sortNodes(scores, scorer, within);
    used = new int[sorts.size()];
    order = new int[groups][];
    for (var g = 0; g < groups; g++) {
      order[g] = order(scores[g]);
    }
  }

  /** The seats that were found, taken on the board; or none, with the board as it was. */
  Taken find() {
    if (ordered ? !seatAny(0) : !seat(0, 0, 0)) {
      taken.backAll();
    }
    return taken;
  }

  /** How many tries are left of those that it was given. */
  int triesLeft() {
    return Math.max(0, triesLeft);
  }

  private void sortNodes(int[][] scores, Scorer scorer, IntPredicate within) {
    var size = board.dimensions().size();
    var tied = ask.groups().stream().anyMatch(group -> group.kind().tied());
    Map<Alike, List<Integer>> alike = new HashMap<>();
    var all = new ArrayList<List<Integer>>();
    for (var node = 0; node < board.size(); node++) {
      var values = new long[size + scores.length];
      if (!within.test(node) || !score(node, scores, scorer, values)) {
        continue;
      }
      for (var d = 0; d < size; d++) {
        values[scores.length + d] = board.free(node, d);
      }
      var list = tied ? new ArrayList<Integer>() : alike.get(new Alike(values));
      if (list == null) {
        list = new ArrayList<>();
        alike.put(new Alike(values), list);
      }
      if (list.isEmpty()) {
        all.add(list);
      }
      // A gang cannot sit on more nodes than it has members.
      if (list.size() < ask.size()) {
        list.add(node);
      }
    }
    for (var list : all) {
      list.forEach(node -> sort[node] = sorts.size());
      sorts.add(list.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  /** Whether some group has room on the node, whatever the rules about other pods say. */
  private boolean score(int node, int[][] scores, Scorer scorer, long[] values) {
    var any = false;
    for (var g = 0; g < scores.length; g++) {
      var kind = ask.groups().get(g).kind();
      var fits = kind.fit().nodes().has(node) && board.hasRoom(kind, node);
      scores[g][node] = fits ? scorer.score(kind, node) : Integer.MIN_VALUE;
      values[g] = scores[g][node];
      any |= fits;
    }
    return any;
  }

  private int[] order(int[] scores) {
    return IntStream.range(0, sort.length)
        .filter(node -> sort[node] >= 0 && scores[node] != Integer.MIN_VALUE)
        .mapToLong(node -> (long) -scores[node] << 32 | node)
        .sorted()
        .mapToInt(key -> (int) key)
        .toArray();
  }

  private boolean seat(int group, int member, int from) {
    if (group == order.length) {
      return taken.enough();
    }
    var of = ask.groups().get(group);
    if (member == of.size()) {
      return seat(group + 1, 0, 0);
    }
    if (member == 0 && !roomForRest(group)) {
      return false;
    }
    triesLeft -= scanned(group);
    for (var at = from; at < order[group].length; at++) {
      var node = order[group][at];
      if (!isNext(node) || !board.allows(of.kind(), node)) {
        continue;
      }
      if (--triesLeft < 0) {
        return false;
      }
      if (tryNode(group, member, node, at)) {
        return true;
      }
    }
    return maySkip && taken.couldBeEnough(group + 1) && seat(group + 1, 0, 0);
  }

  /** Where rules look at other pods, looking at a hundred nodes counts as one try. */
  private int scanned(int group) {
    return ask.groups().get(group).kind().tied() ? order[group].length / 100 : 0;
  }

  /**
   * Seats the rest in any order.
   *
   * @param seats stands for the seats that are taken, in whatever order
   */
  private boolean seatAny(long seats) {
    if (taken.all() || (maySkip && taken.enough())) {
      return true;
    }
    for (var group = 0; group < order.length; group++) {
      if (taken.left(group) > 0 && seatAny(group, seats)) {
        return true;
      }
    }
    return false;
  }

  private boolean seatAny(int group, long seats) {
    var kind = ask.groups().get(group).kind();
    triesLeft -= scanned(group);
    for (var node : order[group]) {
      var next = seats + mix((long) group << 32 | node);
      if (!board.allows(kind, node) || !reached.add(next)) {
        continue;
      }
      if (--triesLeft < 0) {
        return false;
      }
      taken.take(group, node);
      if (seatAny(next)) {
        return true;
      }
      taken.back(group);
    }
    return false;
  }

  /** Spreads the bits, so that sums of some stand for these alone. */
  private static long mix(long value) {
    var z = (value + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private boolean tryNode(int group, int member, int node, int from) {
    var sorted = sort[node];
    var fresh = used[sorted] < sorts.get(sorted).length && sorts.get(sorted)[used[sorted]] == node;
    used[sorted] += fresh ? 1 : 0;
    taken.take(group, node);
    if (seat(group, member + 1, from)) {
      return true;
    }
    taken.back(group);
    used[sorted] -= fresh ? 1 : 0;
    return false;
  }

  /** Whether it is in use by the gang, or the first of its sort that is not. */
  private boolean isNext(int node) {
    var alike = sorts.get(sort[node]);
    var first = used[sort[node]];
    return first == alike.length || node <= alike[first];
  }

  private boolean roomForRest(int from) {
    for (var g = from; g < order.length; g++) {
      var group = ask.groups().get(g);
      var room = 0L;
      for (var at = 0; at < order[g].length && room < group.size(); at++) {
        room += board.room(group.kind(), order[g][at]);
      }
      if (room < group.size() && !maySkip) {
        return false;
      }
    }
    return true;
  }
}
