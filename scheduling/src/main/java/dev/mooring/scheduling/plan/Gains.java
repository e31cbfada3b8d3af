package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.place.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** How much room each node could get at most, were all victims gone. */
final class Gains {
  private final Map<Integer, Long> byNode;

  private Gains(Map<Integer, Long> byNode) {
    this.byNode = byNode;
  }

  static Gains of(Trial trial, Kind kind, Collection<Victim> victims) {
    var places = new HashMap<Integer, List<Occupants.Place>>();
    for (var victim : victims) {
      for (var place : victim.places()) {
        places.computeIfAbsent(place.node(), _ -> new java.util.ArrayList<>()).add(place);
      }
    }
    var gains = new HashMap<Integer, Long>();
    places.forEach((node, there) -> gains.put(node, trial.gain(kind, there)));
    return new Gains(gains);
  }

  /** An upper bound of what the victim adds to the room, whoever else goes. */
  long most(Victim victim) {
    var nodes = new HashSet<Integer>();
    var sum = 0L;
    for (var place : victim.places()) {
      if (nodes.add(place.node())) {
        sum += byNode.getOrDefault(place.node(), 0L);
      }
    }
    return sum;
  }
}
