package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.Snapshot;
import java.util.List;

/** The cluster at one moment: nodes with all pods that are bound, and the groups. */
public record Seen(Snapshot nodes, List<SeenGroup> groups) {
  public Seen {
    groups = List.copyOf(groups);
  }
}
