package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Explanation.Limit;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Scorer;
import dev.mooring.scheduling.place.Seating;
import dev.mooring.scheduling.queue.Queues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Picks victims around seats: first the seats, on the nodes where the fewest gangs are in the way,
 * of those where the least dispensable is the most dispensable; then everybody who can stay with
 * these seats taken stays. For one attempt.
 */
final class Around {
  /** Gangs on a node, and steps of how dispensable they are: a score has six digits. */
  private static final int STEPS = 1000;

  private final Trial trial;
  private final List<Victim> candidates;

  /**
   * Prepares.
   *
   * @param candidates the most dispensable first
   */
  Around(Trial trial, List<Victim> candidates) {
    this.trial = trial;
    this.candidates = candidates;
  }

  /** Victims who make room for the seats; empty when there are no seats even without them all. */
  Optional<List<Victim>> pick() {
    var fewest = fewestInTheWay();
    candidates.forEach(this::leave);
    var before = trial.board().use(new Board.Bounds());
    var victims = trial.place(fewest).map(this::whoMustGo);
    trial.board().use(before);
    victims.orElse(candidates).forEach(this::stay);
    return victims;
  }

  private Scorer fewestInTheWay() {
    var inTheWay = new int[trial.board().size()];
    var last = new int[inTheWay.length];
    for (var i = 0; i < candidates.size(); i++) {
      var step = (int) ((long) i * STEPS / candidates.size());
      for (var node : candidates.get(i).nodes()) {
        inTheWay[node]++;
        last[node] = step;
      }
    }
    return (_, node) -> -Math.min(inTheWay[node], STEPS - 1) * STEPS - last[node];
  }

  /** Lets everybody stay who can, the least dispensable first. */
  private List<Victim> whoMustGo(Seating seating) {
    var gone = new ArrayList<Victim>();
    for (var victim : candidates.reversed()) {
      stay(victim);
      if (!fits(seating)) {
        leave(victim);
        gone.add(victim);
      }
    }
    return gone;
  }

  private boolean fits(Seating seating) {
    var wanted = trial.wanted();
    var amounts = wanted.ask().amounts(trial.board());
    Optional<Limit> limit = trial.queues().exceedsOnceLeft(wanted.queue(), amounts);
    if (limit.isPresent()
        || trial.queues().guaranteedToOthers(wanted.queue(), amounts).isPresent()
        || !seating.seatIfAllowed(trial.board())) {
      return false;
    }
    seating.give(trial.board());
    return true;
  }

  private void leave(Victim victim) {
    trial.give(victim);
    trial.queues().change(victim.queue(), Queues.Change.HOLDS, victim.held(), -1);
  }

  private void stay(Victim victim) {
    trial.seat(victim);
    trial.queues().change(victim.queue(), Queues.Change.HOLDS, victim.held(), 1);
  }
}
