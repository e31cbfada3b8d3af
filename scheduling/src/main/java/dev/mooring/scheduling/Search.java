package dev.mooring.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds seats by trying; backs out of dead ends. Confined to one call. */
final class Search {
  /** Tried seats after which a gang counts as one that does not fit now. */
  static final int MOST_TRIES = 20_000;

  /** By what is scarcest first: devices before memory before cores. */
  static final Comparator<Resources> SMALLER_FIRST =
      Comparator.comparingLong(Search::devices)
          .thenComparingLong(r -> r.amount("memory"))
          .thenComparingLong(r -> r.amount("cpu"));

  private final List<Node> nodes;
  private final List<Member> members;
  private final Map<PodId, String> seats = new HashMap<>();
  private final Map<String, Integer> gangPods = new HashMap<>();
  private int tries;

  private Search(List<Node> nodes, List<Member> members) {
    this.nodes = new ArrayList<>(nodes);
    this.members = members;
  }

  /** Seats for every one of the members, who come smallest first. */
  static Optional<Map<PodId, String>> seats(Snapshot cluster, List<Member> members) {
    var search = new Search(cluster.nodes(), members.reversed());
    return search.seat(0) ? Optional.of(search.seats) : Optional.empty();
  }

  private static long devices(Resources resources) {
    return resources.amounts().entrySet().stream()
        .filter(entry -> entry.getKey().contains("/"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private boolean seat(int next) {
    if (next == members.size()) {
      return true;
    }
    var member = members.get(next);
    for (var index : candidates(member)) {
      if (++tries > MOST_TRIES) {
        return false;
      }
      var before = nodes.get(index);
      take(index, before.with(member.requests()), 1);
      seats.put(member.id(), before.name());
      if (seat(next + 1)) {
        return true;
      }
      seats.remove(member.id());
      take(index, before, -1);
    }
    return false;
  }

  private void take(int index, Node node, int change) {
    nodes.set(index, node);
    gangPods.merge(node.name(), change, Integer::sum);
  }

  /**
   * Nodes that have room for the member, the best first; equal ones in the order of their names.
   */
  private List<Integer> candidates(Member member) {
    var fitting = new ArrayList<Integer>();
    for (var index = 0; index < nodes.size(); index++) {
      var node = nodes.get(index);
      if (member.may(node) && member.requests().fits(node.free())) {
        fitting.add(index);
      }
    }
    fitting.sort(
        Comparator.<Integer>comparingInt(i -> gangPods.getOrDefault(nodes.get(i).name(), 0))
            .thenComparing(
                Comparator.<Integer>comparingDouble(i -> left(nodes.get(i))).reversed()));
    return fitting;
  }

  /** The share of cores and memory that nobody has taken, 0 to 2. */
  private static double left(Node node) {
    return share(node, "cpu") + share(node, "memory");
  }

  private static double share(Node node, String resource) {
    var all = node.allocatable().amount(resource);
    return all == 0 ? 0 : (double) node.free().amount(resource) / all;
  }
}
