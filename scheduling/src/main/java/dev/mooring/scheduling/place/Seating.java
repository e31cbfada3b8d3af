package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.PodId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Seats that were found: {@code nodes[g][i]} is the node of the i-th member of group g; members
 * beyond have none.
 */
public final class Seating {
  private final Ask ask;
  private final int[][] nodes;

  Seating(Ask ask, int[][] nodes) {
    this.ask = ask;
    this.nodes = nodes;
  }

  /**
   * The seats of an earlier plan.
   *
   * @return empty when a member has none, or on a node that is gone
   */
  public static Optional<Seating> of(Board board, Ask ask, Map<PodId, String> names) {
    var nodes = new int[ask.groups().size()][];
    for (var g = 0; g < nodes.length; g++) {
      nodes[g] =
          ask.groups().get(g).members().stream()
              .mapToInt(member -> board.position(names.getOrDefault(member.id(), "")))
              .toArray();
      if (Arrays.stream(nodes[g]).anyMatch(node -> node < 0)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Seating(ask, nodes));
  }

  /** Takes the seats if all are allowed; takes none otherwise. */
  public boolean seatIfAllowed(Board board) {
    for (var g = 0; g < nodes.length; g++) {
      for (var i = 0; i < nodes[g].length; i++) {
        if (!seatIfAllowed(board, g, nodes[g][i])) {
          giveUpTo(board, g, i);
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The same seats, but that as many as can move to free ones from where they are not allowed now:
   * to the first node that allows them and on which nobody of them waits. Nothing is taken.
   */
  public Seating movedToFree(Board board) {
    record Seat(int group, int member) {}
    var next = Arrays.stream(nodes).map(int[]::clone).toArray(int[][]::new);
    var taken = new ArrayList<Seat>();
    var waiting = new ArrayList<Seat>();
    for (var g = 0; g < next.length; g++) {
      for (var i = 0; i < next[g].length; i++) {
        (seatIfAllowed(board, g, next[g][i]) ? taken : waiting).add(new Seat(g, i));
      }
    }
    var awaited =
        waiting.stream()
            .map(seat -> nodes[seat.group()][seat.member()])
            .collect(Collectors.toSet());
    for (var seat : waiting) {
      var free = free(board, seat.group(), awaited);
      if (free >= 0 && seatIfAllowed(board, seat.group(), free)) {
        next[seat.group()][seat.member()] = free;
        taken.add(seat);
      }
    }
    taken.forEach(seat ->
        board.give(ask.groups().get(seat.group()).kind(), next[seat.group()][seat.member()]));
    return new Seating(ask, next);
  }

  private boolean seatIfAllowed(Board board, int group, int node) {
    var kind = ask.groups().get(group).kind();
    var allowed = board.allows(kind, node);
    if (allowed) {
      board.seat(kind, node);
    }
    return allowed;
  }

  /** The first node that allows a member of the group and is none of those; -1 if none does. */
  private int free(Board board, int group, Set<Integer> but) {
    var kind = ask.groups().get(group).kind();
    var all = kind.fit().nodes();
    for (var node = all.next(0); node >= 0; node = all.next(node + 1)) {
      if (!but.contains(node) && board.allows(kind, node)) {
        return node;
      }
    }
    return -1;
  }

  private void giveUpTo(Board board, int group, int seat) {
    for (var g = 0; g <= group; g++) {
      for (var i = 0; i < (g == group ? seat : nodes[g].length); i++) {
        board.give(ask.groups().get(g).kind(), nodes[g][i]);
      }
    }
  }

  public int size() {
    return Arrays.stream(nodes).mapToInt(group -> group.length).sum();
  }

  /** Takes the seats, whether or not there is room. */
  public void seat(Board board) {
    each(board::seat);
  }

  /** Gives the seats back. */
  public void give(Board board) {
    each(board::give);
  }

  /** What is done with a seat. */
  public interface Each {
    void seat(Kind kind, int node);
  }

  public void each(Each action) {
    for (var g = 0; g < nodes.length; g++) {
      for (var node : nodes[g]) {
        action.seat(ask.groups().get(g).kind(), node);
      }
    }
  }

  /** Node names by pod. */
  public Map<PodId, String> names(Board board) {
    var names = HashMap.<PodId, String>newHashMap(size());
    for (var g = 0; g < nodes.length; g++) {
      for (var i = 0; i < nodes[g].length; i++) {
        names.put(ask.groups().get(g).members().get(i).id(), board.node(nodes[g][i]).name());
      }
    }
    return names;
  }
}
