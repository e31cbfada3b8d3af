package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Placing;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Places members that start together, on a board. For the planning thread alone.
 *
 * <p>Members that are all alike and have no rules about other pods are placed whenever there is
 * room, and a volume for the one claim that each may have of those that somebody made. For others
 * the largest are given the best nodes first; if that is not enough, seats are tried one by one,
 * and <b>a placement of all members, or of the needed ones, is found whenever one exists and is
 * reached within {@code mostTries} tried seats</b> for each of the two. On clusters of more than
 * 100 nodes, for members with rules about other pods, each step counts for as many tries more as
 * there are hundreds of nodes. Gangs of more than {@value #MOST_SEARCHED} members are not searched
 * for.
 */
public final class Placer {
  static final int MOST_SEARCHED = 2_000;
  static final int GANGS_WITH_ALL_TRIES = 50;

  private final Board board;
  private final int mostTries;
  private long triesLeft;

  /** Places on the board with the tries for each gang. */
  public Placer(Board board, int mostTries) {
    this.board = board;
    this.mostTries = mostTries;
    triesLeft = (long) mostTries * GANGS_WITH_ALL_TRIES;
  }

  /**
   * Takes seats for all members, or for as many as it finds some for, but never fewer than are
   * needed.
   *
   * @return empty, and nothing taken, when it finds none
   */
  public Optional<Seating> place(Ask ask, Scorer scorer, Placing placing) {
    if (!board.mayHaveRoom(ask) || board.failed(ask)) {
      return Optional.empty();
    }
    if (!possible(ask)) {
      board.rememberFailed(ask);
      return Optional.empty();
    }
    var greedy = new Greedy(board, scorer, placing == Placing.BINPACK);
    Seating most = null;
    for (var within : regions(ask)) {
      var found = within(ask, scorer, greedy, within);
      if (found.isPresent() && found.get().size() == ask.size()) {
        return found;
      }
      if (found.isPresent()) {
        found.get().give(board);
        most = most == null || found.get().size() > most.size() ? found.get() : most;
      }
    }
    if (most == null) {
      board.rememberFailed(ask);
    } else {
      most.seat(board);
    }
    return Optional.ofNullable(most);
  }

  private Optional<Seating> within(Ask ask, Scorer scorer, Greedy greedy, IntPredicate within) {
    var taken = new Taken(board, ask);
    greedy.seat(ask, taken, within);
    if (taken.all()) {
      return Optional.of(taken.seating());
    }
    var enough = taken.enough();
    var partial = taken.seating();
    if (isExact(ask)) {
      var kind = ask.groups().getFirst().kind();
      board.remember(kind, enough ? 0 : taken.count(0));
      if (!enough) {
        taken.backAll();
      }
      return enough ? Optional.of(partial) : Optional.empty();
    }
    taken.backAll();
    var found = search(ask, scorer, within, enough);
    if (found.isPresent()) {
      var more = found.get();
      greedy.seat(ask, more, within);
      return Optional.of(more.seating());
    }
    if (enough) {
      partial.seat(board);
    }
    return enough ? Optional.of(partial) : Optional.empty();
  }

  private Optional<Taken> search(Ask ask, Scorer scorer, IntPredicate within, boolean enough) {
    if (ask.size() > MOST_SEARCHED || ask.groups().isEmpty()) {
      return Optional.empty();
    }
    if (ask.groups().stream().allMatch(group -> board.mostRoom(group.kind()) >= group.size())) {
      var all = search(new Search(board, ask, scorer, within, false, tries()));
      if (all.all()) {
        return Optional.of(all);
      }
    }
    if (enough || ask.needed() == ask.size()) {
      return Optional.empty();
    }
    var some = search(new Search(board, ask, scorer, within, true, tries()));
    return some.enough() ? Optional.of(some) : Optional.empty();
  }

  private int tries() {
    return (int) Math.min(mostTries, Math.max(mostTries / GANGS_WITH_ALL_TRIES, triesLeft));
  }

  private Taken search(Search search) {
    var tries = tries();
    var found = search.find();
    triesLeft -= tries - search.triesLeft();
    return found;
  }

  private static boolean isExact(Ask ask) {
    return ask.groups().size() == 1 && ask.groups().getFirst().kind().greedy();
  }

  /** Cheap conditions without which there is no placement. */
  private boolean possible(Ask ask) {
    if (ask.needed() > ask.size()) {
      return false;
    }
    return !ask.tied() || ask.enough(ask.groups().stream().mapToInt(this::mostApart).toArray());
  }

  /** How many can sit at all if they must be in different places. */
  private int mostApart(Ask.Group group) {
    var kind = group.kind();
    var counted = kind.ties().counted();
    var most = group.size();
    for (var tally : kind.ties().apart()) {
      if (counted.contains(tally)) {
        most = Math.min(most, different(kind, tally, most));
      }
    }
    return most;
  }

  /** How many places have a node for such a pod, up to what is enough. */
  private int different(Kind kind, Tally tally, int enough) {
    var places = new HashSet<Integer>();
    var nodes = kind.fit().nodes();
    for (var node = nodes.next(0); node >= 0; node = nodes.next(node + 1)) {
      if (places.size() < enough && board.hasRoom(kind, node) && board.obeys(kind, node)) {
        var place = tally.topology().domain(node);
        if (place < 0) {
          return enough;
        }
        places.add(place);
      }
    }
    return places.size();
  }

  /**
   * Where to look: everywhere, or, for members that want to be near each other and are the first,
   * in one place after the other, the smallest that has room for all first.
   */
  private List<IntPredicate> regions(Ask ask) {
    for (var group : ask.groups()) {
      var ties = group.kind().ties();
      if (!ties.near().isEmpty()
          && ties.first()
          && ties.near().stream().allMatch(t -> t.total() == 0)) {
        return places(ask, ties.near().getFirst().topology());
      }
    }
    return List.of(_ -> true);
  }

  private List<IntPredicate> places(Ask ask, Topology topology) {
    var room = new long[topology.size()];
    for (var node = 0; node < board.size(); node++) {
      var place = topology.domain(node);
      if (place >= 0) {
        for (var group : ask.groups()) {
          var there = group.kind().fit().nodes().has(node) ? board.room(group.kind(), node) : 0;
          room[place] += Math.min(group.size(), there);
        }
      }
    }
    var places =
        IntStream.range(0, room.length)
            .boxed()
            .filter(place -> room[place] >= ask.needed())
            .sorted(
                Comparator.<Integer, Boolean>comparing(place -> room[place] < ask.size())
                    .thenComparingLong(
                        place -> room[place] < ask.size() ? -room[place] : room[place])
                    .thenComparing(place -> place))
            .<IntPredicate>map(place -> node -> topology.domain(node) == place);
    // Members of other groups need not be in the same place.
    return (ask.groups().size() == 1 ? places : Stream.concat(places, Stream.of(_ -> true)))
        .toList();
  }
}
