package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.place.Kind;
import java.util.ArrayList;
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
 * otherwise; of those the one whose least dispensable gang is the most dispensable. For one
 * attempt.
 */
final class NodeByNode {
  /**
   * What one more seat on a node costs.
   *
   * @param victims the most dispensable first
   * @param last the place of the last of them in that order
   */
  private record Cost(List<Victim> victims, int last) {
    static final Comparator<Cost> LEAST =
        Comparator.comparingInt((Cost cost) -> cost.victims().size()).thenComparingInt(Cost::last);
  }

  private final Trial trial;
  private final Kind kind;
  private final Map<Victim, Integer> order = new HashMap<>();
  private final Map<Integer, List<Victim>> byNode = new TreeMap<>();
  private final Map<Integer, Cost> costs = new TreeMap<>();
  private final Set<Victim> gone = new LinkedHashSet<>();

  /**
   * Prepares.
   *
   * @param victims the most dispensable first
   */
  NodeByNode(Trial trial, Kind kind, List<Victim> victims) {
    this.trial = trial;
    this.kind = kind;
    for (var victim : victims) {
      order.put(victim, order.size());
      for (var node : victim.nodes()) {
        byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(victim);
      }
    }
  }

  /** Victims whose seats make room for so many more; all there are if that is not enough. */
  List<Victim> pick(long lacking) {
    byNode.keySet().forEach(this::reckon);
    var gained = 0L;
    while (gained < lacking) {
      var cheapest = costs.values().stream().min(Cost.LEAST);
      if (cheapest.isEmpty()) {
        break;
      }
      gained += evict(cheapest.get().victims());
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
      var nodes = victim.nodes();
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

  private long evict(List<Victim> victims) {
    var nodes = new HashSet<Integer>();
    victims.forEach(victim -> nodes.addAll(victim.nodes()));
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
        costs.put(node, new Cost(List.copyOf(victims), order.getOrDefault(victim, 0)));
        break;
      }
    }
    given.forEach(place -> trial.board().seat(place.kind(), node));
  }
}
