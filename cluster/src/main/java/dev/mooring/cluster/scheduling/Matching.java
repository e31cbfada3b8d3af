package dev.mooring.cluster.scheduling;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which of some get which of others, none twice: a maximum matching of a bipartite graph, found by
 * augmenting paths. Who comes first is served first, and those that come first are given first.
 */
final class Matching<C, V> {
  private final List<V> volumes;
  private final BiPredicate<C, V> suits;
  private final Map<V, C> taken = new LinkedHashMap<>();

  private Matching(List<V> volumes, BiPredicate<C, V> suits) {
    this.volumes = volumes;
    this.suits = suits;
  }

  static <C, V> int most(List<C> claims, List<V> volumes, BiPredicate<C, V> suits) {
    return largest(claims, volumes, suits).size();
  }

  /** Who has each of the volumes; those that nobody gets are left out. */
  static <C, V> Map<V, C> largest(List<C> claims, List<V> volumes, BiPredicate<C, V> suits) {
    var matching = new Matching<C, V>(volumes, suits);
    claims.forEach(claim -> matching.serve(claim, new HashSet<>()));
    return matching.taken;
  }

  /** Whoever has it goes on to another, if there is one. */
  private boolean serve(C claim, Set<V> tried) {
    for (var volume : volumes) {
      if (!taken.containsKey(volume) && suits.test(claim, volume)) {
        taken.put(volume, claim);
        return true;
      }
    }
    for (var volume : volumes) {
      if (suits.test(claim, volume) && tried.add(volume)) {
        var owner = taken.get(volume);
        if (owner == null || serve(owner, tried)) {
          taken.put(volume, claim);
          return true;
        }
      }
    }
    return false;
  }
}
