package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.place.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
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

  /** Some that help, none of whom is superfluous. */
  private Optional<List<Victim>> some() {
    var allowed = mostAllowed();
    var cheap =
        trial
            .alike()
            .filter(_ -> trial.quota(List.of()))
            .map(kind -> cheapest(kind, allowed))
            .orElseGet(() -> prefix(allowed));
    if (!trial.allowed(cheap) || !trial.helps(cheap)) {
      return Optional.empty();
    }
    return Optional.of(needed(cheap));
  }

  private List<Victim> mostAllowed() {
    if (trial.allowed(candidates)) {
      return candidates;
    }
    var allowed = new ArrayList<Victim>();
    for (var victim : candidates) {
      allowed.add(victim);
      if (!trial.allowed(allowed)) {
        allowed.removeLast();
      }
    }
    return allowed;
  }

  private List<Victim> cheapest(Kind kind, List<Victim> allowed) {
    return new NodeByNode(trial, kind, allowed).pick(lacking);
  }

  /** The first ones, the largest first, that are enough. */
  private List<Victim> prefix(List<Victim> allowed) {
    var largestFirst =
        allowed.stream()
            .sorted(Comparator.comparingInt((Victim victim) -> -victim.places().size()))
            .toList();
    var few = 0;
    var many = largestFirst.size();
    while (many - few > 1 && trial.triesLeft() > 0) {
      var middle = (few + many) / 2;
      if (trial.helps(largestFirst.subList(0, middle))) {
        many = middle;
      } else {
        few = middle;
      }
    }
    return largestFirst.subList(0, many);
  }

  /** Leaves out who need not go, the least dispensable first. */
  private List<Victim> needed(Collection<Victim> some) {
    var kept = new ArrayList<>(some);
    for (var i = candidates.size() - 1; i >= 0 && trial.triesLeft() > 0; i--) {
      var victim = candidates.get(i);
      var at = kept.indexOf(victim);
      if (at >= 0) {
        kept.remove(at);
        if (!trial.allowed(kept) || !trial.helps(kept)) {
          kept.add(at, victim);
        }
      }
    }
    return List.copyOf(kept);
  }
}
