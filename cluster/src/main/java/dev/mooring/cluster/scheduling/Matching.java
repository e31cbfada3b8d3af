package dev.mooring.cluster.scheduling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * How many of some can have one of others each, none twice: a maximum matching of a bipartite
 * graph, found by augmenting paths.
 */
final class Matching<C, V> {
  private final List<V> volumes;
  private final BiPredicate<C, V> suits;
  private final Map<V, C> taken = new HashMap<>();

  private Matching(List<V> volumes, BiPredicate<C, V> suits) {
    this.volumes = volumes;
    this.suits = suits;
  }

  static <C, V> int most(List<C> claims, List<V> volumes, BiPredicate<C, V> suits) {
    var matching = new Matching<C, V>(volumes, suits);
    return (int) claims.stream().filter(claim -> matching.serve(claim, new HashSet<>())).count();
  }

  /** Whoever has it goes on to another, if there is one. */
  private boolean serve(C claim, Set<V> tried) {
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
