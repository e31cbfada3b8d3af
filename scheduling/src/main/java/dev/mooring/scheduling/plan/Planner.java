package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The decision about all gangs at once. */
public final class Planner {
  private Planner() {}

  /** The same values give the same plan. */
  public static Plan plan(Snapshot seen, Demand demand, Settings settings, Instant now) {
    if (demand.gangs().isEmpty()) {
      return new Plan(List.of(), Set.of(), List.of(), List.of());
    }
    throw new UnsupportedOperationException("Not there yet");
  }
}
