package dev.mooring.agent.scheduler;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.scheduling.model.Demand;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Outcome;
import dev.mooring.scheduling.model.Plan;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Reservation;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Volume;
import dev.mooring.scheduling.plan.Planner;
import dev.mooring.scheduling.plan.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass after the other over all gangs: see, complete or undo the plans that stand, plan, and
 * have the outcomes written. Passes are made by one thread; what they decide is written by others,
 * and a gang whose writes are under way is left alone until they have ended.
 */
final class GangScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(GangScheduler.class);

  /** That a plan is history can wait while gangs start; this long. */
  private static final Duration AT_LEISURE = Duration.ofSeconds(10);

  /** Plans in which there is nothing to decide are so far apart. */
  private static final Duration NOTHING_TO_DECIDE = Duration.ofSeconds(1);

  /** Passes that nothing asks for are so far apart. */
  private static final Duration SOON_OVER = Duration.ofSeconds(5);

  private final GangCluster cluster;
  private final InstantSource clock;
  private final Supplier<Settings> settings;
  private final Writers writers;
  private final Starting starting;
  private final Explaining explaining;
  private final Ahead ahead;
  private final Evicting evictions;
  private final Set<GangId> busy = ConcurrentHashMap.newKeySet();
  private List<Reservation> reservations = List.of();
  private final AtomicInteger starts = new AtomicInteger();

  private final Admitting admitting = new Admitting();
  private Instant plannedAt = Instant.MIN;
  private boolean allUnderWay;
  private boolean unsettled;

  /**
   * Who writes.
   *
   * @param executor runs one gang's writes, one after the other
   * @param starts the same for those that start it
   * @param changed is told when they have ended
   * @param throttle of starts
   */
  record Writers(Executor executor, Executor starts, Runnable changed, Throttle throttle) {}

  GangScheduler(
      GangCluster cluster,
      InstantSource clock,
      Supplier<Settings> settings,
      Writers writers,
      Starting starting,
      Explaining explaining) {
    this.cluster = cluster;
    this.clock = clock;
    this.settings = settings;
    this.writers = writers;
    this.starting = starting;
    this.explaining = explaining;
    this.ahead = starting.ahead();
    this.evictions = new Evicting(cluster, clock, ahead, starting.metrics());
  }

  /** Returns whether to look again soon although nothing may have changed by then. */
  boolean pass() {
    var seen = cluster.see();
    var now = clock.instant();
    writers.throttle().look(seen, now);
    admitting.look(writers.throttle().isFlood(), now);
    lookAtVolumes(seen, now);
    goOnEvicting(seen, now);
    allUnderWay = isAllUnderWay(seen);
    if (allUnderWay && now.isBefore(plannedAt.plus(NOTHING_TO_DECIDE))) {
      return true;
    }
    plannedAt = now;
    explaining.begin(writers.throttle().isCrowd());
    var recovered = recover(seen);
    var groups = byId(recovered);
    var demand =
        new Demand(
            recovered.groups().stream().map(group -> toPlan(group, now)).toList(),
            recovered.queues(),
            recovered.budgets(),
            reservations);
    var plan = Planner.plan(recovered.nodes(), demand, settings.get(), now);
    reservations = plan.reservations();
    plan.outcomes().forEach(outcome -> carryOut(outcome, groups));
    admit(plan, groups, now);
    explainPauses(recovered, now);
    explaining.strays(recovered.strays());
    explaining.shares(plan.queues());
    explaining.forget(recovered);
    starting.metrics().planned(plan);
    starting.metrics().forget(recovered);
    return explaining.takeHeldBack()
        || unsettled
        || starting.pauses().endBy(clock.instant().plus(SOON_OVER));
  }

  /**
   * Those of which it is time to look at their volumes have no seats any more, and their plan is
   * judged anew. A pod without a group has no plan: it keeps its seat, as long as the node is open
   * to it and its volumes reach that.
   */
  private void lookAtVolumes(Seen seen, Instant now) {
    var due = starting.pauses().due(seen, now, busy::contains);
    if (due.isEmpty()) {
      return;
    }
    var groups = byId(seen);
    var nodes =
        seen.nodes().nodes().stream().collect(Collectors.toMap(Node::name, Function.identity()));
    for (var pod : due) {
      var single = groups.get(new GangId(GangId.Kind.POD, pod.namespace(), pod.name()));
      var node = ahead.seat(pod).map(nodes::get);
      if (single == null || node.isEmpty() || !mayStay(single, pod, node.get())) {
        ahead.unseated(pod);
      } else {
        start(single, () -> starting.carryOn(single, Map.of(pod, node.get().name())));
      }
    }
  }

  /**
   * What it takes there nobody else has got meanwhile; its volumes may be made elsewhere by now.
   */
  private static boolean mayStay(SeenGroup single, PodId pod, Node node) {
    return single
        .pod(pod.uid())
        .map(there -> there.member().shape())
        .filter(shape -> shape.nodes().opens(node))
        .filter(shape -> Volume.reach(shape.local().volumes(), node))
        .isPresent();
  }

  /** Whether the last pass saw that only what is decided is left to do. */
  boolean hasNothingToDecide() {
    return allUnderWay;
  }

  /** Whether gangs start, and all others have what they need: a plan would change nothing. */
  private boolean isAllUnderWay(Seen seen) {
    return starts.get() > 0
        && seen.strays().isEmpty()
        && seen.groups().stream().allMatch(this::isUnderWay);
  }

  private boolean isUnderWay(SeenGroup group) {
    var gang = group.gang();
    return busy.contains(gang.id())
        || (gang.needed() <= gang.waiting().size()
            && gang.waiting().stream().allMatch(member -> ahead.isSeated(member.id())));
  }

  /**
   * Those that wait in a gang whose volumes were not there are as if they were not made yet; one
   * that could not be evicted a moment ago is as if nobody might.
   */
  private Gang toPlan(SeenGroup group, Instant now) {
    var gang = evictions.holdsBack(group.id()) ? group.gang().kept() : group.gang();
    return starting.pauses().why(gang.id(), now).isEmpty()
        ? gang
        : gang.with(List.of(), gang.seated());
  }

  private void explainPauses(Seen seen, Instant now) {
    for (var group : seen.groups()) {
      if (!busy.contains(group.id())) {
        starting
            .pauses()
            .why(group.id(), now)
            .ifPresent(why -> explaining.waits(group, Words.withoutVolumes(group.gang(), why)));
      }
    }
  }

  /** Whether it is left alone: its writes are under way, or its volumes are not there. */
  private boolean isLeftAlone(GangId group) {
    return busy.contains(group)
        || starting.pauses().holds(group)
        || starting.pauses().why(group, clock.instant()).isPresent();
  }

  private static Map<GangId, SeenGroup> byId(Seen seen) {
    var groups = new LinkedHashMap<GangId, SeenGroup>();
    seen.groups().forEach(group -> groups.put(group.id(), group));
    return groups;
  }

  /** Plans that stand come first: what they seat is taken when anything else is planned. */
  private Seen recover(Seen seen) {
    var now = ahead.over(seen);
    var standing =
        now.groups().stream()
            .filter(group -> group.status().plan() != null && !isLeftAlone(group.id()))
            .toList();
    unsettled = false;
    for (var group : standing) {
      if (recover(now, group)) {
        // Over what was seen, not over itself: what is ahead is forgotten once it is seen.
        now = ahead.over(seen);
      }
    }
    return now;
  }

  /** Returns whether it has given seats. */
  private boolean recover(Seen seen, SeenGroup group) {
    var standing = Objects.requireNonNull(group.status().plan());
    var plan = standing.seats();
    var judged = Recovery.judge(seen.nodes(), group.gang(), plan, settings.get());
    switch (judged) {
      case Recovery.Done _ -> settle(group, standing);
      case Recovery.Forget _ -> write(group, () -> starting.forget(group, plan));
      case Recovery.Complete(var seats) -> {
        ahead.seated(seats.keySet(), seats, clock.instant());
        start(group, () -> starting.carryOn(group, seats));
      }
      case Recovery.Replan(var seats) -> {
        ahead.seated(seats.keySet(), seats, clock.instant());
        write(group, () -> starting.replan(group, plan, seats));
      }
      case Recovery.Evict _ -> write(group, () -> starting.undo(group, plan));
    }
    return judged instanceof Recovery.Complete || judged instanceof Recovery.Replan;
  }

  /** While gangs start, their writes come first. */
  private void settle(SeenGroup group, GangPlan plan) {
    if (starts.get() > 0 && clock.instant().isBefore(plan.madeAt().plus(AT_LEISURE))) {
      unsettled = true;
    } else {
      write(group, () -> starting.done(group));
    }
  }

  private void carryOut(Outcome outcome, Map<GangId, SeenGroup> groups) {
    var group = groups.get(outcome.gang());
    if (group == null || isLeftAlone(group.id())) {
      return;
    }
    switch (outcome) {
      case Outcome.Starts _ when !mayStart() -> unsettled = true;
      case Outcome.Starts starts -> {
        explaining.starts(group.id());
        starts.rest().ifPresent(rest -> explaining.rest(group, starts.seats().keySet(), rest));
        ahead.seated(starts.seats().keySet(), starts.seats(), clock.instant());
        start(group, () -> starting.start(group, starts.seats()));
      }
      case Outcome.Evicts evicts -> {
        evicts.victims().forEach(victim -> evict(groups.get(victim), group.id()));
        explaining.waits(group, evicts.because());
      }
      case Outcome.Waits waits -> explaining.waits(group, waits.because());
    }
  }

  private void evict(@Nullable SeenGroup victim, GangId preemptor) {
    if (victim == null || busy.contains(victim.id())) {
      return;
    }
    var because = "Its room is given to %s, which comes first".formatted(preemptor);
    var pods =
        victim.gang().seated().stream().filter(pod -> !pod.leaving()).map(pod -> pod.id()).toList();
    pods.forEach(ahead::evicted);
    write(victim, () -> evictions.evict(victim.id(), pods, because));
  }

  /** A gang of which some have gone goes whole, before anybody else has to. */
  private void goOnEvicting(Seen seen, Instant now) {
    for (var group : evictions.due(seen, now, busy::contains)) {
      write(group, () -> evictions.goOn(group));
    }
  }

  /**
   * @param now when it was looked: a plan may take as long as pods that are on their way
   */
  private void admit(Plan plan, Map<GangId, SeenGroup> groups, Instant now) {
    admitting.mayStart(plan.admitted(), now);
    for (var id : plan.admitted()) {
      var group = groups.get(id);
      if (group == null || isLeftAlone(id) || id.kind() != GangId.Kind.VOLCANO_POD_GROUP) {
        continue;
      }
      if (!admitting.isTime(group, now)) {
        unsettled |= !group.unasked();
        continue;
      }
      var status = group.status();
      var next = status.decided(PodGroupPhase.INQUEUE, status.plan(), status.reason());
      write(group, () -> starting.write(id, group.version(), next));
    }
  }

  private boolean mayStart() {
    return writers.throttle().mayStart(starts.get());
  }

  private void start(SeenGroup group, Runnable writes) {
    starts.incrementAndGet();
    write(
        writers.starts(),
        group,
        () -> {
          try {
            writes.run();
          } finally {
            starts.decrementAndGet();
          }
        });
  }

  private void write(SeenGroup group, Runnable writes) {
    write(writers.executor(), group, writes);
  }

  private void write(Executor executor, SeenGroup group, Runnable writes) {
    busy.add(group.id());
    executor.execute(() -> {
      try {
        writes.run();
      } catch (ClusterException failed) {
        // What was written stands; a later pass goes on from there.
        LOG.warn("{}: {}", group.id(), failed.getMessage());
        unseat(group);
      } catch (RuntimeException defect) {
        unseat(group);
        throw defect;
      } finally {
        busy.remove(group.id());
        writers.changed().run();
      }
    });
  }

  private void unseat(SeenGroup group) {
    group.waiting().forEach(pod -> ahead.unseated(pod.member().id()));
  }
}
