package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.place.Ask;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.place.Seating;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first gang that does not fit and for which seats can be kept. For the planning thread alone.
 */
final class Head {
  /** Gangs for which no seats are found even so, after which none are looked for. */
  private static final int MOST_LOOKS = 16;

  private final Board board;
  private final Occupants occupants;
  private final HeadSeats seats;
  private Board.Bounds alone = new Board.Bounds();
  private final Board.Bounds empty = new Board.Bounds();
  private boolean found;
  private int looksLeft = MOST_LOOKS;
  private int trialsLeft = MOST_LOOKS;

  Head(Board board, Occupants occupants, Placer placer) {
    this.board = board;
    this.occupants = occupants;
    this.seats = new HeadSeats(board, occupants, placer);
  }

  /** Whether seats are kept for somebody, or it is no use to look. */
  boolean found() {
    return found || looksLeft == 0;
  }

  /**
   * Seats that the members could have if nobody of another gang were on the nodes; not taken yet.
   *
   * @param before those that were kept for it so far
   */
  Optional<Seating> find(HeadSeats.Seeker seeker, Map<PodId, String> before) {
    if (neverFits(seeker.ask())) {
      return Optional.empty();
    }
    looksLeft--;
    var seating = seats.find(seeker, before, bounds(seeker.gang(), alone));
    found = seating.isPresent();
    return seating;
  }

  /** Seats that were taken for a gang to come have been given back. */
  void seatsWereGiven() {
    alone = new Board.Bounds();
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
    var others = occupants.others(gang);
    others.addAll(kept);
    var could = seats.without(ask, others, bounds(gang, empty));
    if (could.isEmpty()) {
      trialsLeft--;
    }
    return could.isPresent();
  }

  /** One that keeps its own seats finds another board than all others do. */
  private Board.Bounds bounds(GangId gang, Board.Bounds shared) {
    return occupants.staying(gang).isEmpty() ? shared : new Board.Bounds();
  }

  private boolean neverFits(Ask ask) {
    return ask.groups().stream()
        .anyMatch(group -> board.mostRoomEver(group.kind()) < group.members().size());
  }
}
