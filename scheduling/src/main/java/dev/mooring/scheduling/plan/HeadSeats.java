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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses seats that are kept for a gang until others have left them. How long anyone runs is not
 * known, so they are chosen such that few gangs are waited for. Since these are waited for anyway,
 * seats of theirs are kept rather than free ones, which others can have meanwhile, and the seats
 * stay the same. That keeps the nodes busy, and may let a gang wait for one that runs long; so for
 * whoever looks urgently what is free is kept, and each seat that falls free instead of one that is
 * not. For the planning thread alone.
 */
final class HeadSeats {
  /** The score of a node that is free. */
  private static final int MOST_FREE = 100_000;

  /**
   * Who looks for seats.
   *
   * @param urgently whether it has waited for so long that it counts for more than idle nodes
   */
  record Seeker(GangId gang, Ask ask, boolean urgently) {}

  private final Board board;
  private final Occupants occupants;
  private final Placer placer;

  HeadSeats(Board board, Occupants occupants, Placer placer) {
    this.board = board;
    this.occupants = occupants;
    this.placer = placer;
  }

  /**
   * Seats that the members could have if nobody of another gang were on the nodes; not taken yet.
   *
   * @param before those that were kept for it so far
   * @param bounds for a board without all others
   */
  Optional<Seating> find(Seeker seeker, Map<PodId, String> before, Board.Bounds bounds) {
    var ask = seeker.ask();
    var others = occupants.others(seeker.gang());
    return Seating.of(board, ask, before)
        .filter(seats -> isAllowed(seats, others, bounds))
        .or(() ->
            seeker.urgently()
                ? without(ask, others, bounds)
                : choose(seeker.gang(), ask, others, bounds))
        .map(seats -> seeker.urgently() ? sooner(seats, others, bounds) : seats);
  }

  /** Seats where most is free now, if those who are on these places were not there. */
  Optional<Seating> without(Ask ask, List<Occupants.Place> away, Board.Bounds bounds) {
    return without(ask, mostFree(), away, bounds);
  }

  private Optional<Seating> without(
      Ask ask, Scorer scorer, List<Occupants.Place> away, Board.Bounds bounds) {
    return occupants.without(
        away,
        bounds,
        () -> {
          var seats = placer.place(ask, scorer, Placing.BINPACK);
          seats.ifPresent(taken -> taken.give(board));
          return seats;
        });
  }

  private boolean isAllowed(Seating seats, List<Occupants.Place> away, Board.Bounds bounds) {
    return occupants.without(
        away,
        bounds,
        () -> {
          var allowed = seats.seatIfAllowed(board);
          if (allowed) {
            seats.give(board);
          }
          return allowed;
        });
  }

  /** The same, but for those instead of which there are free ones. */
  private Seating sooner(Seating seats, List<Occupants.Place> others, Board.Bounds bounds) {
    var sooner = seats.movedToFree(board);
    return isAllowed(sooner, others, bounds) ? sooner : seats;
  }

  /** Where most is free now, unless going gang by gang no more of them are waited for. */
  private Optional<Seating> choose(
      GangId gang, Ask ask, List<Occupants.Place> others, Board.Bounds bounds) {
    var free = without(ask, others, bounds);
    var alike = ask.alike();
    if (free.isEmpty() || alike.isEmpty()) {
      return free;
    }
    var kind = alike.get();
    var holders = occupants.holders(gang);
    var most = waitedFor(free.get(), kind, holders);
    return firstHolders(ask, kind, holders)
        .filter(seats -> waitedFor(seats, kind, holders) <= most)
        .or(() -> free);
  }

  /** How many gangs are on the nodes where there is no room now for the seats, all of a kind. */
  private long waitedFor(Seating seats, Kind kind, List<Occupants.Holder> holders) {
    var counts = new HashMap<Integer, Long>();
    seats.each((_, node) -> counts.merge(node, 1L, Long::sum));
    counts.entrySet().removeIf(seated -> seated.getValue() <= board.room(kind, seated.getKey()));
    return holders.stream()
        .filter(
            holder -> holder.places().stream().anyMatch(place -> counts.containsKey(place.node())))
        .count();
  }

  /** When the first gangs have ended that are enough, in the order in which they suit. */
  private Optional<Seating> firstHolders(Ask ask, Kind kind, List<Occupants.Holder> holders) {
    var inOrder = inOrder(holders, kind, ask.size());
    var tooFew = -1;
    var enough = 0;
    var found = after(List.of(), ask);
    while (found.isEmpty() && enough < inOrder.size()) {
      tooFew = enough;
      enough = Math.min(inOrder.size(), Math.max(1, 2 * enough));
      found = after(inOrder.subList(0, enough), ask);
    }
    while (found.isPresent() && enough - tooFew > 1) {
      var middle = (tooFew + enough) >>> 1;
      var fewer = after(inOrder.subList(0, middle), ask);
      if (fewer.isPresent()) {
        enough = middle;
        found = fewer;
      } else {
        tooFew = middle;
      }
    }
    return found;
  }

  /**
   * First those each of which alone leaves room for all, of these the one that has run longest;
   * then those that leave room for most.
   */
  private List<Occupants.Holder> inOrder(List<Occupants.Holder> holders, Kind kind, int seats) {
    record Gain(Occupants.Holder holder, long room) {}
    return holders.stream()
        .map(holder -> new Gain(holder, Math.min(seats, occupants.gain(kind, holder.places()))))
        .sorted(
            Comparator.comparingLong((Gain gain) -> -gain.room())
                .thenComparing(gain -> gain.holder().since())
                .thenComparing(gain -> gain.holder().gang()))
        .map(Gain::holder)
        .toList();
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
    var mostFree = mostFree();
    Scorer scorer =
        (kind, node) -> {
          var score = scores.get(node);
          return score == null ? mostFree.score(kind, node) : score;
        };
    return without(ask, scorer, away, new Board.Bounds());
  }

  /** The node that has most of what the pod needs free now, and the fewest pods. */
  private Scorer mostFree() {
    var freeNow = board.freeNow();
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
