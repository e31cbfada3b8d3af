package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import java.time.Instant;

/** The decision about all gangs at once. */
public final class Planner {
  private Planner() {}

  /**
   * Judges each gang that waits, in the order of queues, priorities and age, on the room that those
   * before it have left. The same values give the same plan.
   *
   * @param seen with the pods that are bound, and those that are planned to be
   */
  public static Plan plan(Snapshot seen, Demand demand, Settings settings, Instant now) {
    return new Planning(seen, demand, settings, now).plan();
  }
}
