package dev.mooring.cluster.controllers;

import java.util.List;

/** Everything that a pass decides from, as of the latest events, so perhaps a moment old. */
public record Seen(List<SeenGroup> groups, List<SeenQueue> queues) {
  public Seen {
    groups = List.copyOf(groups);
    queues = List.copyOf(queues);
  }
}
