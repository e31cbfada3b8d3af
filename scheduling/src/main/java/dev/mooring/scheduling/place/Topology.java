package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Node;
import java.util.BitSet;
import java.util.HashMap;

/** The places that the values of one node label make. */
final class Topology {
  private final int[] domains;
  private final int size;

  Topology(String key, Node[] nodes) {
    domains = new int[nodes.length];
    var known = new HashMap<String, Integer>();
    for (var i = 0; i < nodes.length; i++) {
      var value = nodes[i].labels().get(key);
      domains[i] = value == null ? -1 : known.computeIfAbsent(value, _ -> known.size());
    }
    size = known.size();
  }

  /** The node's place; -1 when it has none. */
  int domain(int node) {
    return domains[node];
  }

  /** The places that have one of the nodes in them. */
  Bits with(Bits nodes) {
    var there = new BitSet(size);
    for (var i = 0; i < domains.length; i++) {
      if (domains[i] >= 0 && nodes.has(i)) {
        there.set(domains[i]);
      }
    }
    return Bits.where(size, there::get);
  }

  /** How many places there are. */
  int size() {
    return size;
  }
}
