package dev.mooring.agent.scheduler;

import dev.mooring.agent.scheduler.SchedulerMetrics.NotBound;
import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.GangCluster.Bind;
import dev.mooring.cluster.scheduling.GangCluster.Volumes;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.cluster.scheduling.SeenPod;
import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a gang's start: the plan, then the binds, and at leisure that the plan is history. It may
 * die after any write, and nothing is bound that does not stand in a plan. Thread-safe.
 *
 * @param leads whether this process may still act; asked after a plan is durable and before its
 *     binds, so that whoever led meanwhile has seen the plan
 */
record Starting(
    GangCluster cluster,
    InstantSource clock,
    Ahead ahead,
    Pauses pauses,
    Binds binds,
    BooleanSupplier leads,
    SchedulerMetrics metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(Starting.class);

  /** Binds pods at the same time, or one after the other. */
  interface Binds {
    void all(List<Runnable> binds);
  }

  /** Seats a gang that waits; its seats are already among those that are written ahead. */
  void start(SeenGroup group, Map<PodId, String> seats) {
    metrics.starts(group);
    if (group.id().kind() == GangId.Kind.POD) {
      bind(group, seats);
      return;
    }
    var planned = waited(group, plan(clock.instant(), seats));
    var version = write(group.id(), group.version(), planned);
    if (version.isEmpty()) {
      seats.keySet().forEach(ahead::unseated);
      return;
    }
    LOG.info("{}: {} pods get seats", group.id(), seats.size());
    carryOn(group.with(group.gang(), version.get(), planned), seats);
  }

  /** One of which some stay where they are has its seats since it got these. */
  private static PodGroupStatus waited(SeenGroup group, GangPlan plan) {
    var planned = group.status().decided(PodGroupPhase.INQUEUE, plan, null);
    var gang = group.gang();
    return gang.staying() == 0 ? planned.with(gang.rank().waitsSince()) : planned;
  }

  /** Binds what a plan says that stands. */
  void carryOn(SeenGroup group, Map<PodId, String> seats) {
    bind(group, seats);
  }

  /** Enters that all of a plan are bound. */
  void done(SeenGroup group) {
    settle(group, PodGroupPhase.RUNNING);
  }

  /** Takes a plan off that will not be carried out, with whatever binds of it are under way. */
  void forget(SeenGroup group, Map<String, String> plan) {
    fence(group, plan);
    settle(group, PodGroupPhase.PENDING);
  }

  /** Gives those of the old plan that wait other seats. */
  void replan(SeenGroup group, Map<String, String> plan, Map<PodId, String> seats) {
    fence(group, plan);
    var next = new HashMap<>(plan(clock.instant(), seats).seats());
    // Those that are bound stay in it: should it fail, they are known to be half a gang.
    for (var pod : group.gang().seated()) {
      var node = plan.get(pod.id().uid());
      if (node != null) {
        next.put(pod.id().uid(), node);
      }
    }
    var planned =
        group.status().decided(PodGroupPhase.INQUEUE, new GangPlan(clock.instant(), next), null);
    var _ = write(group.id(), group.version(), planned);
    // Fencing has changed the pods: they are bound as they are seen next.
    seats.keySet().forEach(ahead::unseated);
  }

  /** Stops the bound half of a gang whose other half has no place. */
  void undo(SeenGroup group, Map<String, String> plan) {
    LOG.warn("{}: half of it is bound and the rest has no place; its pods are stopped", group.id());
    fence(group, plan);
    for (var pod : group.gang().seated()) {
      if (!pod.leaving()) {
        cluster.undo(pod.id());
      }
    }
    cluster.record(
        group.id(),
        true,
        "GangUndone",
        "Half of the gang was bound when its scheduler stopped, and the rest has no place any more;"
            + " its pods are stopped, and it starts again when there is room for all");
    settle(group, PodGroupPhase.PENDING);
  }

  private void fence(SeenGroup group, Map<String, String> plan) {
    group.waiting().stream()
        .filter(pod -> plan.containsKey(pod.uid()))
        .forEach(pod -> cluster.fence(pod.member().id()));
  }

  private void bind(SeenGroup group, Map<PodId, String> seats) {
    var pods =
        group.waiting().stream().filter(pod -> seats.containsKey(pod.member().id())).toList();
    if (!volumesReady(group, pods, seats)) {
      return;
    }
    if (!leads.getAsBoolean()) {
      LOG.error("{}: not bound, for this scheduler may not lead any more", group.id());
      metrics.notBound(NotBound.LEASE, pods.size());
      seats.keySet().forEach(ahead::unseated);
      return;
    }
    var bound = new AtomicInteger();
    binds.all(
        pods.stream()
            .<Runnable>map(pod ->
                () -> {
                  var node = Objects.requireNonNull(seats.get(pod.member().id()));
                  if (bind(group.id(), pod, node)
                      && bound.incrementAndGet() == group.gang().needed()) {
                    metrics.started(group.id(), clock.instant());
                  }
                })
            .toList());
  }

  private boolean bind(GangId group, SeenPod pod, String node) {
    var id = pod.member().id();
    try {
      if (cluster.bind(pod, node) == Bind.BOUND) {
        metrics.bound();
        return true;
      }
    } catch (ClusterException failed) {
      metrics.notBound(NotBound.API, 1);
      throw failed;
    }
    LOG.info("{}: pod {} has changed before it was bound", group, id);
    metrics.notBound(NotBound.CHANGED, 1);
    ahead.unseated(id);
    return false;
  }

  /**
   * Binding a pod before its volumes are there would fix it where they may never be. While they are
   * being made the seats are held.
   */
  private boolean volumesReady(SeenGroup group, List<SeenPod> pods, Map<PodId, String> seats) {
    return switch (volumes(pods, seats)) {
      case Volumes.Ready _ -> {
        pauses.ready(group.id());
        yield true;
      }
      case Volumes.UnderWay _ -> {
        if (!pauses.beingMade(group, seats.keySet(), clock.instant())) {
          lack(group, seats, "the volumes of its claims have not been made for a long time");
        }
        yield false;
      }
      case Volumes.Missing(var why) -> {
        lack(group, seats, why);
        yield false;
      }
    };
  }

  /** What the API server refuses now it would refuse again at once. */
  private Volumes volumes(List<SeenPod> pods, Map<PodId, String> seats) {
    try {
      return cluster.prepare(pods, seats);
    } catch (ClusterException failed) {
      return new Volumes.Missing(Objects.requireNonNullElse(failed.getMessage(), "API"));
    }
  }

  /** Where the volumes were thought to be they are not: others may have the room. */
  private void lack(SeenGroup group, Map<PodId, String> seats, String why) {
    LOG.warn("{}: not bound, for {}", group.id(), why);
    metrics.notBound(NotBound.VOLUME, seats.size());
    pauses.lack(group.id(), why, clock.instant());
    seats.keySet().forEach(ahead::unseated);
    var plan = group.status().plan();
    if (plan != null && group.gang().staying() == 0) {
      forget(group, plan.seats());
    }
  }

  private void settle(SeenGroup group, PodGroupPhase phase) {
    if (group.id().kind() == GangId.Kind.POD) {
      return;
    }
    var _ = write(group.id(), group.version(), group.status().decided(phase, null, null));
  }

  Optional<String> write(GangId group, String version, PodGroupStatus next) {
    var status = Words.conditioned(next, clock.instant());
    var written = cluster.writeStatus(group, version, status);
    written.ifPresent(now -> ahead.wrote(group, version, now, status));
    return written;
  }

  private static GangPlan plan(Instant now, Map<PodId, String> seats) {
    return new GangPlan(
        now,
        seats.entrySet().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    seat -> seat.getKey().uid(), Map.Entry::getValue)));
  }
}
