package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets gangs arrive, run for a time that the planner does not know, and end. */
final class Simulator {
  private record Event(Instant at, int order, Runnable what) {}

  final Case world;
  final Map<GangId, Instant> starts = new HashMap<>();
  final Map<GangId, Instant> ends = new HashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingInt(Event::order));
  private final Function<Gang, Duration> runs;
  private final Supplier<Duration> apart;
  private final Duration late;
  private Consumer<Plan> watch = _ -> {};
  private int order;

  Simulator(Case world, Function<Gang, Duration> runs) {
    this(world, runs, () -> Duration.ZERO, Duration.ZERO);
  }

  /**
   * Begins.
   *
   * @param runs for how long a gang's first pod to end does
   * @param apart how much later the next pod of it ends, and, after the last, the gang
   * @param late how long after something happened the next plan is made
   */
  Simulator(Case world, Function<Gang, Duration> runs, Supplier<Duration> apart, Duration late) {
    this.world = world;
    this.runs = runs;
    this.apart = apart;
    this.late = late;
  }

  void watch(Consumer<Plan> watcher) {
    watch = watcher;
  }

  void at(Instant time, Runnable what) {
    events.add(new Event(time, order++, what));
  }

  /** Runs until nothing happens any more, or nothing is to be looked at any more. */
  void run(Instant until) {
    while (!events.isEmpty() && !events.peek().at().isAfter(until)) {
      world.now = events.peek().at().plus(late);
      while (!events.isEmpty() && !events.peek().at().isAfter(world.now)) {
        events.remove().what().run();
      }
      plan();
    }
  }

  private void plan() {
    world.left();
    var plan = world.step();
    List<GangId> started = new ArrayList<>();
    for (var outcome : plan.outcomes()) {
      if (outcome instanceof Outcome.Starts(var gang, _, _)
          && starts.putIfAbsent(gang, world.now) == null) {
        started.add(gang);
      }
    }
    for (var gang : started) {
      var end = world.now.plus(runs.apply(world.gang(gang.name())));
      for (var pod : world.gang(gang.name()).seated()) {
        at(end, () -> world.end(gang, pod.id()));
        end = end.plus(apart.get());
      }
      ends.put(gang, end);
      at(end, () -> world.end(gang));
    }
    watch.accept(plan);
  }
}
