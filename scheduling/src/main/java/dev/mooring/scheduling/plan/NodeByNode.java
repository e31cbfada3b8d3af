package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.place.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Picks victims node by node: next the node on which one more seat costs the fewest gangs that stay
 * otherwise. For one attempt.
 */
final class NodeByNode {
  /** What one more seat on a node costs. */
  private record Cost(List<Victim> victims) {}

  private final Trial trial;
  private final Kind kind;
  private final Map<Integer, List<Victim>> byNode = new TreeMap<>();
  private final Map<Integer, Cost> costs = new HashMap<>();
  private final Set<Victim> gone = new LinkedHashSet<>();

  NodeByNode(Trial trial, Kind kind, Collection<Victim> victims) {
    this.trial = trial;
    this.kind = kind;
    for (var victim : victims) {
      for (var place : victim.places()) {
        var there = byNode.computeIfAbsent(place.node(), _ -> new ArrayList<>());
        if (there.isEmpty() || there.getLast() != victim) {
          there.add(victim);
        }
      }
    }
  }

  /** Victims whose seats make room for so many more; all there are if that is not enough. */
  List<Victim> pick(long lacking) {
    byNode.keySet().forEach(this::reckon);
    var gained = 0L;
    while (gained < lacking) {
      var cheapest =
          byNode.keySet().stream()
              .filter(costs::containsKey)
              .min(Comparator.comparingInt(node -> cost(node).size()));
      if (cheapest.isEmpty()) {
        break;
      }
      gained += evict(cost(cheapest.get()));
    }
    var needed = gained < lacking ? gone : trim(gained - lacking);
    needed.forEach(trial::seat);
    return List.copyOf(needed);
  }

  /** Seats those again without whom so much of the gain is left over, the last picked first. */
  private Set<Victim> trim(long surplus) {
    var needed = new LinkedHashSet<>(gone);
    var left = surplus;
    for (var victim : List.copyOf(gone).reversed()) {
      var nodes = new HashSet<Integer>();
      victim.places().forEach(place -> nodes.add(place.node()));
      var with = trial.room(kind, nodes);
      trial.seat(victim);
      var loss = with - trial.room(kind, nodes);
      if (loss <= left) {
        left -= loss;
        needed.remove(victim);
      } else {
        trial.give(victim);
      }
    }
    return needed;
  }

  private List<Victim> cost(int node) {
    var cost = costs.get(node);
    return cost == null ? List.of() : cost.victims();
  }

  private long evict(List<Victim> victims) {
    var nodes = new HashSet<Integer>();
    victims.forEach(victim -> victim.places().forEach(place -> nodes.add(place.node())));
    var before = trial.room(kind, nodes);
    victims.forEach(trial::give);
    gone.addAll(victims);
    var gained = trial.room(kind, nodes) - before;
    nodes.forEach(this::reckon);
    return gained;
  }

  private void reckon(int node) {
    costs.remove(node);
    var here = List.of(node);
    var before = trial.room(kind, here);
    var victims = new ArrayList<Victim>();
    var given = new ArrayList<Occupants.Place>();
    for (var victim : byNode.getOrDefault(node, List.of())) {
      if (gone.contains(victim)) {
        continue;
      }
      victims.add(victim);
      for (var place : victim.places()) {
        if (place.node() == node) {
          trial.board().give(place.kind(), node);
          given.add(place);
        }
      }
      if (trial.room(kind, here) > before) {
        costs.put(node, new Cost(List.copyOf(victims)));
        break;
      }
    }
    given.forEach(place -> trial.board().seat(place.kind(), node));
  }
}
