package dev.mooring.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The nodes at one moment, in the order of their names. */
public record Snapshot(List<Node> nodes) {
  public Snapshot {
    nodes = nodes.stream().sorted(Comparator.comparing(Node::name)).toList();
  }

  /**
   * The snapshot with the members of a gang in their seats; seats of unknown nodes count nowhere.
   */
  public Snapshot with(Gang gang, Map<PodId, String> seats) {
    var next = new ArrayList<>(nodes);
    for (var member : gang.members()) {
      next.replaceAll(
          node -> node.name().equals(seats.get(member.id())) ? node.with(member.requests()) : node);
    }
    return new Snapshot(next);
  }
}
