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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Seats for the first gang that does not fit, to be kept for it until those who have them end. How
 * long anyone runs is not known, so the seats are those of which most is free now, and they stay
 * the same from plan to plan as long as they can. For the planning thread alone.
 */
final class Head {
  /** Gangs for which no seats are found even so, after which none are looked for. */
  private static final int MOST_LOOKS = 16;

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
    var seating = alone(ask, before, occupants.places(), bounds);
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
    var could = alone(ask, Map.of(), others, own.isEmpty() ? empty : new Board.Bounds());
    if (could.isEmpty()) {
      trialsLeft--;
    }
    return could.isPresent();
  }

  private boolean neverFits(Ask ask) {
    return ask.groups().stream()
        .anyMatch(group -> board.mostRoomEver(group.kind()) < group.members().size());
  }

  private Optional<Seating> alone(
      Ask ask, Map<PodId, String> before, List<Occupants.Place> away, Board.Bounds within) {
    var scorer = mostFree(board.freeNow());
    return occupants.without(
        away,
        within,
        () -> {
          var same = Seating.of(board, ask, before).filter(seats -> seats.seatIfAllowed(board));
          var seats = same.or(() -> placer.place(ask, scorer, Placing.BINPACK));
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
      return (int) (free * 100 - Math.min(99, board.node(node).pods().size()));
    };
  }

  private static long part(long free, Kind kind, int d) {
    return Math.max(0, Math.min(1_000, free * 1_000 / kind.need(d)));
  }
}
