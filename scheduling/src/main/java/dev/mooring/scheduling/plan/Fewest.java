package dev.mooring.scheduling.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the fewest gangs whose eviction lets another start. First some that do, by what each node
 * costs; then, if fewer could be enough, sets of each smaller size in turn. The result is the
 * fewest there are if no more sets than the trial's tries had to be looked at; else the fewest
 * found. For one attempt.
 */
final class Fewest {
  private final Trial trial;
  private final List<Victim> candidates;
  private final long[] gains;
  private final long[] bestGainFrom;
  private final long lacking;
  private final List<Victim> picked = new ArrayList<>();

  /**
   * Prepares.
   *
   * @param candidates each of which may be evicted by itself, the most dispensable first
   */
  Fewest(Trial trial, List<Victim> candidates) {
    this.trial = trial;
    var alike = trial.alike().filter(_ -> trial.quota(List.of()));
    if (alike.isEmpty()) {
      this.candidates = candidates;
      gains = new long[candidates.size()];
      Arrays.fill(gains, 1);
      lacking = 1;
    } else {
      var all = Gains.of(trial, alike.get(), candidates);
      this.candidates = candidates.stream().filter(victim -> all.most(victim) > 0).toList();
      gains = this.candidates.stream().mapToLong(all::most).toArray();
      lacking = trial.lacking();
    }
    bestGainFrom = new long[gains.length + 1];
    for (var i = gains.length - 1; i >= 0; i--) {
      bestGainFrom[i] = Math.max(gains[i], bestGainFrom[i + 1]);
    }
  }

  /** The victims; empty when none help, or none that do may be evicted. */
  Optional<List<Victim>> find() {
    if (candidates.isEmpty() || !trial.helps(candidates)) {
      return Optional.empty();
    }
    var some = some();
    var least = least();
    var most = some.map(List::size).orElse(candidates.size() + 1);
    for (var size = least; size < most; size++) {
      if (search(0, size, 0)) {
        return Optional.of(List.copyOf(picked));
      }
    }
    return some;
  }

  /** No fewer than this can be enough. */
  private int least() {
    var sorted = Arrays.stream(gains).sorted().toArray();
    var sum = 0L;
    for (var i = 1; i <= sorted.length; i++) {
      sum += sorted[sorted.length - i];
      if (sum >= lacking) {
        return i;
      }
    }
    return sorted.length;
  }

  private boolean search(int from, int left, long gained) {
    if (left == 0) {
      return trial.allowed(picked) && trial.helps(picked);
    }
    for (var i = from; i + left <= candidates.size(); i++) {
      if (trial.triesLeft() <= 0) {
        return false;
      }
      if (gained + gains[i] + (left - 1) * bestGainFrom[i + 1] < lacking) {
        continue;
      }
      picked.add(candidates.get(i));
      if (search(i + 1, left - 1, gained + gains[i])) {
        return true;
      }
      picked.removeLast();
    }
    return false;
  }

  /** Some that help, none of whom is superfluous for the seats that they make room for. */
  private Optional<List<Victim>> some() {
    var allowed = trial.mostAllowed(candidates);
    var kind = trial.alike().filter(_ -> trial.quota(List.of()));
    return kind.map(alike -> new NodeByNode(trial, alike, allowed).pick(lacking))
        .or(() -> new Around(trial, allowed).pick())
        .filter(found -> trial.allowed(found) && trial.helps(found));
  }
}
