package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.cluster.scheduling.SeenPod;
import dev.mooring.crd.GangPlan;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Reason;
import dev.mooring.scheduling.Gang;
import dev.mooring.scheduling.Placement;
import dev.mooring.scheduling.PodId;
import dev.mooring.scheduling.Recovery;
import dev.mooring.scheduling.Scheduling;
import dev.mooring.scheduling.Snapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass after the other over all groups. Confined to one thread. It remembers only the seats it
 * gave that the cluster does not show yet; everything else stands in the groups' status, so that
 * another scheduler can go on from any point.
 */
final class GangScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(GangScheduler.class);

  private final GangCluster cluster;
  private final InstantSource clock;
  private final Map<String, String> assumed = new HashMap<>();

  GangScheduler(GangCluster cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Completes or undoes the plans that stand, then places the groups that wait, oldest first. */
  void pass() {
    var seen = cluster.see();
    forgetShown(seen);
    var nodes = withAssumed(seen);
    for (var group : seen.groups()) {
      if (group.status().plan() != null) {
        nodes = recover(nodes, group, group.status().plan().seats());
      }
    }
    var waiting =
        seen.groups().stream()
            .filter(group -> group.status().plan() == null)
            .sorted(
                Comparator.comparing(SeenGroup::created)
                    .thenComparing(group -> group.id().toString()))
            .toList();
    for (var group : waiting) {
      nodes = place(nodes, group);
    }
  }

  private void forgetShown(Seen seen) {
    var unbound =
        seen.groups().stream()
            .flatMap(group -> group.pods().stream())
            .filter(pod -> pod.node().isEmpty())
            .map(pod -> pod.member().id().uid())
            .collect(Collectors.toSet());
    assumed.keySet().retainAll(unbound);
  }

  private Snapshot withAssumed(Seen seen) {
    var nodes = seen.nodes();
    for (var group : seen.groups()) {
      var members =
          group.pods().stream()
              .map(SeenPod::member)
              .filter(member -> assumed.containsKey(member.id().uid()))
              .toList();
      if (!members.isEmpty()) {
        var seats =
            members.stream()
                .collect(
                    Collectors.toMap(m -> m.id(), m -> assumed.getOrDefault(m.id().uid(), "")));
        nodes = nodes.with(new Gang(group.id().toString(), 1, members, 0), seats);
      }
    }
    return nodes;
  }

  private Gang gang(SeenGroup group) {
    var unbound = group.pods().stream().filter(pod -> !isSeated(pod)).map(SeenPod::member).toList();
    var seated = group.pods().size() - unbound.size() + group.succeeded();
    return new Gang(group.id().toString(), Math.max(1, group.minMember()), unbound, seated);
  }

  private boolean isSeated(SeenPod pod) {
    return pod.node().isPresent() || assumed.containsKey(pod.member().id().uid());
  }

  private Snapshot recover(Snapshot nodes, SeenGroup group, Map<String, String> plan) {
    var gang = gang(group);
    return switch (Recovery.judge(nodes, gang, plan)) {
      case Recovery.Done _ -> settle(nodes, group, PodGroupPhase.RUNNING);
      case Recovery.Forget _ -> settle(nodes, group, PodGroupPhase.PENDING);
      case Recovery.Complete(var seats) -> {
        bind(group, seats);
        yield nodes.with(gang, seats);
      }
      case Recovery.Replan(var seats) -> {
        cluster.writeStatus(group, planned(clock.instant(), seats));
        yield nodes.with(gang, seats);
      }
      case Recovery.Evict _ -> {
        evict(group);
        yield settle(nodes, group, PodGroupPhase.PENDING);
      }
    };
  }

  private Snapshot settle(Snapshot nodes, SeenGroup group, PodGroupPhase phase) {
    cluster.writeStatus(group, new PodGroupStatus(phase, null, null));
    return nodes;
  }

  private Snapshot place(Snapshot nodes, SeenGroup group) {
    var gang = gang(group);
    if (gang.members().isEmpty()) {
      return nodes;
    }
    return switch (Scheduling.place(nodes, gang)) {
      case Placement.Fits(var seats) -> {
        // The plan is durable before the first bind; without it nothing is bound.
        if (cluster.writeStatus(group, planned(clock.instant(), seats))) {
          LOG.info("{}: {} pods get seats", group.id(), seats.size());
          bind(group, seats);
        }
        yield nodes.with(gang, seats);
      }
      case Placement.Waits(var because) -> {
        explain(group, new Reason(because.code(), because.message(), because.nextStep()));
        yield nodes;
      }
    };
  }

  private static PodGroupStatus planned(Instant now, Map<PodId, String> seats) {
    var byUid =
        seats.entrySet().stream()
            .collect(Collectors.toMap(seat -> seat.getKey().uid(), Map.Entry::getValue));
    return new PodGroupStatus(PodGroupPhase.INQUEUE, new GangPlan(now, byUid), null);
  }

  private void bind(SeenGroup group, Map<PodId, String> seats) {
    seats.forEach((pod, node) -> {
      switch (cluster.bind(group.id(), pod, node)) {
        case BOUND -> assumed.put(pod.uid(), node);
        case REFUSED -> LOG.info("{}: pod {} is no longer to be bound", group.id(), pod.name());
      }
    });
  }

  private void evict(SeenGroup group) {
    LOG.warn("{}: half of it is bound and the rest has no place; its pods are stopped", group.id());
    group.pods().stream()
        .filter(pod -> pod.node().isPresent())
        .forEach(pod -> cluster.evict(group.id(), pod.member().id()));
  }

  private void explain(SeenGroup group, Reason reason) {
    var phase = group.status().phase() == null ? PodGroupPhase.PENDING : group.status().phase();
    if (!same(group.status().reason(), reason)) {
      LOG.info("{} waits: {}: {}", group.id(), reason.code(), reason.message());
      cluster.writeStatus(group, new PodGroupStatus(phase, null, reason));
    }
    for (var pod : group.pods()) {
      if (!isSeated(pod) && !pod.explained().equals(reason.message())) {
        cluster.explain(group.id(), pod.member().id(), reason.message());
      }
    }
  }

  private static boolean same(@Nullable Reason before, Reason now) {
    return now.equals(before);
  }
}
