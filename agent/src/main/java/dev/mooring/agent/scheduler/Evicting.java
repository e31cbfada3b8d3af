package dev.mooring.agent.scheduler;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Seated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evicts gangs. The API server may refuse, for a budget or any other reason: one of which nobody
 * has gone then stays, and nobody asks for it again for a while; of one of which some have gone the
 * others are asked for for a minute. All of it can be lost: a plan finds victims again. Those who
 * write call it from their threads, passes from theirs.
 */
final class Evicting {
  private static final Logger LOG = LoggerFactory.getLogger(Evicting.class);

  /** What the API server refuses now it would refuse again at once. */
  private static final Duration STAYS = Duration.ofSeconds(15);

  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** Who has not gone by then stays: the room that he holds is not to be waited for for ever. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * Pods of a gang that are still to go.
   *
   * @param since when the first of them was asked to
   */
  private record Rest(List<PodId> pods, String because, Instant since, Instant due) {}

  private final GangCluster cluster;
  private final InstantSource clock;
  private final Ahead ahead;
  private final SchedulerMetrics metrics;
  private final Map<GangId, Instant> stays = new ConcurrentHashMap<>();
  private final Map<GangId, Rest> rests = new ConcurrentHashMap<>();

  Evicting(GangCluster cluster, InstantSource clock, Ahead ahead, SchedulerMetrics metrics) {
    this.cluster = cluster;
    this.clock = clock;
    this.ahead = ahead;
    this.metrics = metrics;
  }

  /**
   * Evicts a gang whose pods count as evicted already.
   *
   * @param pods all that it has
   */
  void evict(GangId victim, List<PodId> pods, String because) {
    var left = new ArrayDeque<>(pods);
    var refused = refusal(left, because);
    if (left.size() == pods.size()) {
      stays.put(victim, clock.instant().plus(STAYS));
      left.forEach(ahead::spared);
      tell(victim, "EvictionFailed", "%s, but it stays for now: %s".formatted(because, refused));
      return;
    }
    if (left.isEmpty()) {
      metrics.evicted();
    } else {
      var now = clock.instant();
      rests.put(victim, new Rest(List.copyOf(left), because, now, now.plus(AGAIN)));
    }
    tell(victim, "Preempted", because);
    if (!left.isEmpty()) {
      tell(
          victim,
          "EvictionFailed",
          "%d of its %d pods could not be evicted yet, and are tried again: %s"
              .formatted(left.size(), pods.size(), refused));
    }
  }

  /** Evicts those that are left of one and are still there. */
  void goOn(SeenGroup victim) {
    var rest = rests.get(victim.id());
    if (rest == null) {
      return;
    }
    var there =
        victim.gang().seated().stream()
            .filter(pod -> !pod.leaving())
            .map(Seated::id)
            .collect(Collectors.toSet());
    var left = new ArrayDeque<>(rest.pods().stream().filter(there::contains).toList());
    var refused = refusal(left, rest.because());
    var now = clock.instant();
    if (left.isEmpty()) {
      rests.remove(victim.id());
      metrics.evicted();
    } else if (now.isBefore(rest.since().plus(PATIENCE))) {
      rests.put(
          victim.id(), new Rest(List.copyOf(left), rest.because(), rest.since(), now.plus(AGAIN)));
    } else {
      rests.remove(victim.id());
      stays.put(victim.id(), now.plus(STAYS));
      left.forEach(ahead::spared);
      tell(
          victim.id(),
          "EvictionFailed",
          "%s, but %d of its pods stay: %s".formatted(rest.because(), left.size(), refused));
    }
  }

  /** Takes off those that have gone; returns why the first of the others has not, or nothing. */
  private String refusal(ArrayDeque<PodId> left, String because) {
    try {
      for (; !left.isEmpty(); left.remove()) {
        if (!cluster.evict(left.element(), because)) {
          return "a disruption budget holds pod %s back".formatted(left.element().name());
        }
      }
      return "";
    } catch (ClusterException failed) {
      return Objects.requireNonNullElse(failed.getMessage(), "the API server failed");
    } catch (RuntimeException defect) {
      left.forEach(ahead::spared);
      throw defect;
    }
  }

  private void tell(GangId victim, String reason, String message) {
    LOG.info("{}: {}: {}", victim, reason, message);
    cluster.record(victim, true, reason, message);
  }

  /** Gangs of which the rest is to be asked for now; what is over is forgotten. */
  List<SeenGroup> due(Seen seen, Instant now, Predicate<GangId> busy) {
    stays.values().removeIf(until -> !now.isBefore(until));
    if (rests.isEmpty()) {
      return List.of();
    }
    rests.keySet().retainAll(seen.groups().stream().map(SeenGroup::id).collect(Collectors.toSet()));
    return seen.groups().stream()
        .filter(group -> !busy.test(group.id()))
        .filter(group -> {
          var rest = rests.get(group.id());
          return rest != null && !now.isBefore(rest.due());
        })
        .toList();
  }

  /**
   * Whether nobody asks for the gang now: it could not be evicted a moment ago, or what is left of
   * it is being asked for already.
   */
  boolean holdsBack(GangId gang) {
    return stays.containsKey(gang) || rests.containsKey(gang);
  }
}
