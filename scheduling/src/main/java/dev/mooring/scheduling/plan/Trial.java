package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.place.Ask;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Kind;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.place.Scorer;
import dev.mooring.scheduling.place.Seating;
import dev.mooring.scheduling.queue.Queues;
import dev.mooring.scheduling.queue.Reclaim;
import dev.mooring.scheduling.queue.Share;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tells whether a gang would start if some others were gone. Counts its tries. */
final class Trial {
  /** What is tried: the needed members of a gang, and how they are placed. */
  record Wanted(Share queue, Ask ask, Scorer scorer, Placing placing) {}

  private final Board board;
  private final Occupants occupants;
  private final Placer placer;
  private final Queues queues;
  private final Budgets budgets;
  private final Reclaim reclaim;
  private final Wanted wanted;
  private final long[] amounts;
  private final long roomNow;
  private int triesLeft;

  Trial(
      Board board,
      Occupants occupants,
      Placer placer,
      Queues queues,
      Budgets budgets,
      Wanted wanted,
      int mostTries) {
    this.board = board;
    this.occupants = occupants;
    this.placer = placer;
    this.queues = queues;
    this.budgets = budgets;
    this.wanted = wanted;
    amounts = wanted.ask().amounts(board);
    reclaim = new Reclaim(queues, wanted.queue(), amounts);
    triesLeft = mostTries;
    roomNow = alike().map(kind -> room(kind, everyNode())).orElse(0L);
  }

  private List<Integer> everyNode() {
    return IntStream.range(0, board.size()).boxed().toList();
  }

  /** How many of the members that are needed have no room now, if all are alike. */
  long lacking() {
    return Math.max(1, wanted.ask().needed() - roomNow);
  }

  int triesLeft() {
    return triesLeft;
  }

  Reclaim reclaim() {
    return reclaim;
  }

  /** Whether disruption budgets and what other queues deserve let these be evicted together. */
  boolean allowed(Collection<Victim> victims) {
    return budgets.allow(victims.stream().map(Victim::budgeted).toList())
        && reclaim.mayTake(victims);
  }

  /** Whether the gang has room, and its queue its consent, without these. */
  boolean helps(Collection<Victim> victims) {
    triesLeft--;
    if (!quota(victims)) {
      return false;
    }
    var places = victims.stream().flatMap(victim -> victim.places().stream()).toList();
    return alike()
        .map(kind -> roomNow + gain(kind, places) >= wanted.ask().needed())
        .orElseGet(() -> seats(places).isPresent());
  }

  /** The seats that the gang would get without these; the board stays as it is. */
  Optional<Seating> seats(Collection<Occupants.Place> places) {
    return occupants.without(
        places,
        new Board.Bounds(),
        () -> {
          var found = placer.place(wanted.ask(), wanted.scorer(), wanted.placing());
          found.ifPresent(seating -> seating.give(board));
          return found;
        });
  }

  boolean quota(Collection<Victim> victims) {
    victims.forEach(v -> queues.change(v.queue(), Queues.Change.HOLDS, v.held(), -1));
    var consents =
        queues.exceedsOnceLeft(wanted.queue(), amounts).isEmpty()
            && queues.guaranteedToOthers(wanted.queue(), amounts).isEmpty();
    victims.forEach(v -> queues.change(v.queue(), Queues.Change.HOLDS, v.held(), 1));
    return consents;
  }

  /** The kind of the members, if all are alike and have no rules about other pods. */
  Optional<Kind> alike() {
    var groups = wanted.ask().groups();
    return groups.size() == 1 && !groups.getFirst().kind().tied()
        ? Optional.of(groups.getFirst().kind())
        : Optional.empty();
  }

  /** How many more of the kind have room on the places' nodes once the places are given back. */
  long gain(Kind kind, List<Occupants.Place> places) {
    var nodes = new HashSet<Integer>();
    places.forEach(place -> nodes.add(place.node()));
    var before = room(kind, nodes);
    return occupants.without(places, new Board.Bounds(), () -> room(kind, nodes)) - before;
  }

  long room(Kind kind, Collection<Integer> nodes) {
    var sum = 0L;
    for (var node : nodes) {
      sum += board.canHold(kind, node) ? board.room(kind, node) : 0;
    }
    return sum;
  }

  Board board() {
    return board;
  }
}
