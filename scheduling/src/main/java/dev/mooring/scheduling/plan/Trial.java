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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tells whether a gang would start if some others were gone. Counts its tries. */
final class Trial {
  /** So many places or nodes count for one try more. */
  private static final int MUCH = 200;

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
    var places = victims.stream().flatMap(victim -> victim.places().stream()).toList();
    triesLeft -= cost(places.size());
    if (!quota(victims)) {
      return false;
    }
    return alike()
        .map(kind -> roomNow + gain(kind, places) >= wanted.ask().needed())
        .orElseGet(() -> seats(places).isPresent());
  }

  /** A large one counts for several. */
  private int cost(int places) {
    var placing = alike().isPresent() ? 0 : wanted.ask().size() / 4 + board.size() / MUCH;
    return 1 + places / MUCH + placing;
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
    return wanted.ask().alike();
  }

  long gain(Kind kind, List<Occupants.Place> places) {
    return occupants.gain(kind, places);
  }

  long room(Kind kind, Collection<Integer> nodes) {
    return occupants.room(kind, nodes);
  }

  /** As many as may be evicted together, the first ones first. */
  List<Victim> mostAllowed(List<Victim> candidates) {
    if (allowed(candidates)) {
      return candidates;
    }
    var allowed = new ArrayList<Victim>();
    var left = budgets.left();
    for (var victim : candidates) {
      var given = victim.queue() == wanted.queue() || reclaim.mayTakeFrom(victim.queue());
      if (given && Budgets.takeIfLeft(left, victim.budgeted())) {
        allowed.add(victim);
        queues.change(victim.queue(), Queues.Change.HOLDS, victim.held(), -1);
      }
    }
    allowed.forEach(v -> queues.change(v.queue(), Queues.Change.HOLDS, v.held(), 1));
    return allowed;
  }

  /** The victim's places are free; its queue's account stays as it is. */
  void give(Victim victim) {
    victim.places().forEach(place -> board.give(place.kind(), place.node()));
  }

  void seat(Victim victim) {
    victim.places().forEach(place -> board.seat(place.kind(), place.node()));
  }

  Queues queues() {
    return queues;
  }

  Wanted wanted() {
    return wanted;
  }

  /** Finds the seats on the board as it is, and gives them back. */
  Optional<Seating> place(Scorer scorer) {
    var found = placer.place(wanted.ask(), scorer, wanted.placing());
    found.ifPresent(seating -> seating.give(board));
    return found;
  }

  Board board() {
    return board;
  }
}
