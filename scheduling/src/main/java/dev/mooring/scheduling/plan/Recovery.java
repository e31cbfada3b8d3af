package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to do about a plan that stands in a pod group's status: it was written before the first
 * bind, and its scheduler may have been killed anywhere after that. Binding it for the first time
 * and completing it for a dead predecessor are the same step.
 */
public sealed interface Recovery {
  /** Every seat of the plan is taken or its pod is gone: the plan is history. */
  record Done() implements Recovery {}

  /** The rest of the plan still holds; seats in the order of the pods' names. */
  record Complete(SortedMap<PodId, String> seats) implements Recovery {
    public Complete {
      seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }
  }

  /** The plan no longer holds, but its bound pods can keep theirs: these seats for the others. */
  record Replan(SortedMap<PodId, String> seats) implements Recovery {
    public Replan {
      seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }
  }

  /** The plan no longer holds and nothing was bound by it, or what is bound is enough. */
  record Forget() implements Recovery {}

  /** Half a gang is bound and the other half has no place: the bound pods go. */
  record Evict() implements Recovery {}

  /**
   * Judges a plan against what is seen.
   *
   * @param seen with no pod of this plan on a node that is not bound there yet
   * @param gang its pods without a seat, and those bound
   * @param plan node names by pod uid
   */
  static Recovery judge(Snapshot seen, Gang gang, Map<String, String> plan, Settings settings) {
    if (gang.waiting().isEmpty()) {
      return new Done();
    }
    throw new UnsupportedOperationException("Not there yet");
  }
}
