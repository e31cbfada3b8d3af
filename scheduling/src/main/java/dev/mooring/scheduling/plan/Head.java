package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.place.Ask;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Kind;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.place.Scorer;
import dev.mooring.scheduling.place.Seating;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Seats for the first gang that does not fit, to be kept for it until those who have them end. How
 * long anyone runs is not known, so they are chosen such that as few gangs as possible are waited
 * for; and since these are waited for anyway, seats of theirs are kept rather than free ones, which
 * others can have meanwhile. Seats stay the same from plan to plan as long as they can. For the
 * planning thread alone.
 */
final class Head {
  /** Gangs for which no seats are found even so, after which none are looked for. */
  private static final int MOST_LOOKS = 16;

  /** The score of a node that is free. */
  private static final int MOST_FREE = 100_000;

  private final Board board;
  private final Occupants occupants;
  private final Placer placer;
  private final Board.Bounds bounds = new Board.Bounds();
  private final Board.Bounds empty = new Board.Bounds();
  private boolean found;
  private int looksLeft = MOST_LOOKS;
  private int trialsLeft = MOST_LOOKS;

  Head(Board board, Occupants occupants, Placer placer) {
    this.board = board;
    this.occupants = occupants;
    this.placer = placer;
  }

  /** Whether seats are kept for somebody, or it is no use to look. */
  boolean found() {
    return found || looksLeft == 0;
  }

  /**
   * Seats that the members could have if nobody of a gang were on the nodes; not taken yet.
   *
   * @param before those that were kept for it so far
   */
  Optional<Seating> find(Ask ask, Map<PodId, String> before) {
    if (neverFits(ask)) {
      return Optional.empty();
    }
    looksLeft--;
    var seating = same(ask, before).or(() -> choose(ask));
    found = seating.isPresent();
    return seating;
  }

  /**
   * Whether all members could have seats if nobody of another gang were on the nodes. A plan finds
   * only so many that could not; after that it is taken to be so.
   *
   * @param kept seats that are taken and nobody has yet
   */
  boolean couldSit(GangId gang, Ask ask, List<Occupants.Place> kept) {
    if (neverFits(ask)) {
      return false;
    }
    if (trialsLeft == 0) {
      return true;
    }
    var own = occupants.staying(gang);
    var others = new ArrayList<>(occupants.places());
    own.forEach(others::remove);
    others.addAll(kept);
    var could = alone(ask, others, own.isEmpty() ? empty : new Board.Bounds());
    if (could.isEmpty()) {
      trialsLeft--;
    }
    return could.isPresent();
  }

  private boolean neverFits(Ask ask) {
    return ask.groups().stream()
        .anyMatch(group -> board.mostRoomEver(group.kind()) < group.members().size());
  }

  private Optional<Seating> same(Ask ask, Map<PodId, String> before) {
    return Seating.of(board, ask, before)
        .filter(seats ->
            occupants.without(
                occupants.places(),
                bounds,
                () -> {
                  var allowed = seats.seatIfAllowed(board);
                  if (allowed) {
                    seats.give(board);
                  }
                  return allowed;
                }));
  }

  /** Where most is free now, unless by going gang by gang fewer are waited for, or as few. */
  private Optional<Seating> choose(Ask ask) {
    var holders = occupants.holders();
    return alone(ask, occupants.places(), bounds)
        .map(free -> {
          var gangs = firstHolders(ask, holders).orElse(free);
          return waitedFor(gangs, holders) <= waitedFor(free, holders) ? gangs : free;
        });
  }

  /** When the first gangs have ended that are enough, in the order in which they suit. */
  private Optional<Seating> firstHolders(Ask ask, List<Occupants.Holder> holders) {
    var inOrder =
        holders.stream()
            .sorted(
                Comparator.comparingInt((Occupants.Holder holder) -> suits(holder, ask.size()))
                    .thenComparing(Occupants.Holder::since)
                    .thenComparing(Occupants.Holder::gang))
            .toList();
    var tooFew = -1;
    var enough = inOrder.size();
    while (enough - tooFew > 1) {
      var middle = (tooFew + enough) >>> 1;
      if (after(inOrder.subList(0, middle), ask).isPresent()) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    return after(inOrder.subList(0, enough), ask);
  }

  /** How many gangs have seats on the nodes where there is no room now. */
  private long waitedFor(Seating seating, List<Occupants.Holder> holders) {
    var needs = new HashMap<Integer, long[]>();
    seating.each((kind, node) -> {
      var need = needs.computeIfAbsent(node, _ -> new long[board.dimensions().size()]);
      Arrays.setAll(need, d -> need[d] + kind.need(d));
    });
    needs.entrySet().removeIf(entry -> isFree(entry.getKey(), entry.getValue()));
    return holders.stream()
        .filter(
            holder -> holder.places().stream().anyMatch(place -> needs.containsKey(place.node())))
        .count();
  }

  private boolean isFree(int node, long[] need) {
    return IntStream.range(0, need.length)
        .allMatch(d -> need[d] == 0 || need[d] <= board.free(node, d));
  }

  /** One that has as many seats as are asked for, the smallest first; then the largest first. */
  private static int suits(Occupants.Holder holder, int seats) {
    var size = holder.places().size();
    return size >= seats ? Integer.MIN_VALUE + size : -size;
  }

  /** Seats that all could have when these have ended, as many as possible of the first ones'. */
  private Optional<Seating> after(List<Occupants.Holder> holders, Ask ask) {
    var away = occupants.goingPlaces();
    var scores = new HashMap<Integer, Integer>();
    for (var h = 0; h < holders.size(); h++) {
      var score = MOST_FREE + holders.size() - h;
      for (var place : holders.get(h).places()) {
        away.add(place);
        scores.merge(place.node(), score, Math::max);
      }
    }
    var free = mostFree(board.freeNow());
    Scorer scorer =
        (kind, node) -> {
          var score = scores.get(node);
          return score == null ? free.score(kind, node) : score;
        };
    return alone(ask, scorer, away, new Board.Bounds());
  }

  private Optional<Seating> alone(Ask ask, List<Occupants.Place> away, Board.Bounds within) {
    return alone(ask, mostFree(board.freeNow()), away, within);
  }

  private Optional<Seating> alone(
      Ask ask, Scorer scorer, List<Occupants.Place> away, Board.Bounds within) {
    return occupants.without(
        away,
        within,
        () -> {
          var seats = placer.place(ask, scorer, Placing.BINPACK);
          seats.ifPresent(taken -> taken.give(board));
          return seats;
        });
  }

  /** The node that has most of what the pod needs free now, and the fewest pods. */
  private Scorer mostFree(long[] freeNow) {
    var size = board.dimensions().size();
    return (kind, node) -> {
      var free = 1_000L;
      for (var d = 0; d < size; d++) {
        if (kind.need(d) > 0) {
          free = Math.min(free, part(freeNow[node * size + d], kind, d));
        }
      }
      return (int) (free * (MOST_FREE / 1_000) - Math.min(99, board.node(node).pods().size()));
    };
  }

  private static long part(long free, Kind kind, int d) {
    return Math.max(0, Math.min(1_000, free * 1_000 / kind.need(d)));
  }
}
