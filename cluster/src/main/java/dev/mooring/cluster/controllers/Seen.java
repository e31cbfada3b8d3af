package dev.mooring.cluster.controllers;

import java.util.List;

/**
 * Everything that a pass decides from, as of the latest events, so perhaps a moment old.
 *
 * @param groups Volcano's
 * @param loose what our scheduler places beside them
 */
public record Seen(List<SeenGroup> groups, List<LooseGang> loose, List<SeenQueue> queues) {
  public Seen {
    groups = List.copyOf(groups);
    loose = List.copyOf(loose);
    queues = List.copyOf(queues);
  }
}
