package dev.mooring.scheduling.model;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** The nodes at one moment, in the order of their names. */
public record Snapshot(List<Node> nodes) {
  public Snapshot {
    nodes = nodes.stream().sorted(Comparator.comparing(Node::name)).toList();
    var names = new HashSet<String>();
    for (var node : nodes) {
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("Two nodes are called '" + node.name() + "'");
      }
    }
  }
}
