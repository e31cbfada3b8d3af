package dev.mooring.agent.scheduler;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.scheduling.GangCluster;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.crd.GangWait;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.Reason;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.QueueShare;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why gangs wait: on the group, on its pods, and in an event. Nothing is written that says
 * what stands there already, and only the latest word on a thing is. Thread-safe, but passes come
 * from one thread.
 */
final class Explaining {
  private static final Logger LOG = LoggerFactory.getLogger(Explaining.class);

  private static final Duration SHARES_EVERY = Duration.ofSeconds(2);

  private static final Duration FIGURES_EVERY = Duration.ofSeconds(30);

  /**
   * The same reason in other words, such as how many fit now, is news for people at leisure; each
   * word changes the pods, and takes back binds that are just being decided.
   */
  private static final Duration SAME_REASON_EVERY = Duration.ofSeconds(10);

  private static final Duration LASTS_FROM = Duration.ofSeconds(3);

  /** A gang behind a hundred others gets its first pod when theirs are made. */
  private static final Duration LASTS_FROM_IN_A_CROWD = Duration.ofSeconds(10);

  /** Kubernetes' own word for a pod whose specification a scheduler cannot make sense of. */
  private static final String NOT_PLANNED = "SchedulerError";

  private record Told(QueueShare share, Instant at) {}

  private record Said(Reason reason, Instant at) {}

  private record Passing(String message, Instant since) {}

  private final GangCluster cluster;
  private final Starting starting;
  private final InstantSource clock;
  private final Executor executor;

  /** Writes that wait for their turn, the latest of each thing. */
  private final Map<Object, Runnable> open = new ConcurrentHashMap<>();

  private final Map<GangId, Said> told = new ConcurrentHashMap<>();

  /** The latest words on why a gang waits, and since when they are these. */
  private final Map<GangId, Said> worded = new HashMap<>();

  private final Map<PodId, String> toldPods = new ConcurrentHashMap<>();
  private final Map<GangId, Passing> passing = new HashMap<>();
  private boolean heldBack;
  private Duration lastsFrom = LASTS_FROM;
  private final Map<String, Told> shares = new HashMap<>();

  Explaining(GangCluster cluster, Starting starting, InstantSource clock, Executor executor) {
    this.cluster = cluster;
    this.starting = starting;
    this.clock = clock;
    this.executor = executor;
  }

  /**
   * A pass begins.
   *
   * @param inACrowd whether pods of several gangs are being made
   */
  void begin(boolean inACrowd) {
    lastsFrom = inACrowd ? LASTS_FROM_IN_A_CROWD : LASTS_FROM;
  }

  /** It gets seats: what was to be said about it is void. */
  void starts(GangId group) {
    open.remove(group);
    told.remove(group);
    worded.remove(group);
  }

  void waits(SeenGroup group, Explanation because) {
    if (isPassing(group.id(), because)) {
      return;
    }
    var reason = latest(group.id(), Words.reason(because));
    if (group.id().kind() != GangId.Kind.POD) {
      tell(group, reason, Words.figures(because));
    }
    var onPods = Words.onPods(because.code());
    for (var pod : group.waiting()) {
      explain(pod.member().id(), pod.explained(), onPods, reason.message());
    }
  }

  /** What is to be said: the words before, as long as they are new and their code holds. */
  private Reason latest(GangId group, Reason reason) {
    var now = clock.instant();
    return Objects.requireNonNull(
            worded.compute(
                group,
                (_, before) ->
                    before != null
                            && before.reason().code().equals(reason.code())
                            && (before.reason().equals(reason)
                                || now.isBefore(before.at().plus(SAME_REASON_EVERY)))
                        ? before
                        : new Said(reason, now)))
        .reason();
  }

  /** Figures alone change with every start of another gang, and are not worth a write each time. */
  private void tell(SeenGroup group, Reason reason, GangWait figures) {
    var id = group.id();
    var status = group.status();
    var now = clock.instant();
    var known = told.putIfAbsent(id, new Said(reason, now));
    if (reason.equals(status.reason())) {
      if (known == null
          || !isOver(known.at().plus(FIGURES_EVERY))
          || figures.equals(status.waiting())) {
        return;
      }
    } else if (known == null || !reason.equals(known.reason())) {
      LOG.info("{} waits: {}: {}", id, reason.code(), reason.message());
    }
    told.put(id, new Said(reason, now));
    later(id, () -> write(group, reason, figures));
  }

  /**
   * Members are made, and deleted, one after the other; how many there are is worth a word once it
   * lasts. Each word changes the pods, and takes back binds that are just being decided.
   */
  private boolean isPassing(GangId group, Explanation because) {
    if (because.code() != Explanation.Code.MissingMembers) {
      passing.remove(group);
      return false;
    }
    var now = clock.instant();
    var first =
        passing.compute(
            group,
            (_, seen) ->
                seen != null && seen.message().equals(because.message())
                    ? seen
                    : new Passing(because.message(), now));
    var passes = now.isBefore(first.since().plus(lastsFrom));
    heldBack |= passes;
    return passes;
  }

  /** Whether something was held back since this was last asked that is to be said soon. */
  boolean takeHeldBack() {
    var held = heldBack;
    heldBack = false;
    return held;
  }

  private void write(SeenGroup group, Reason reason, GangWait figures) {
    var status = group.status();
    var phase = status.phase() == null ? PodGroupPhase.PENDING : status.phase();
    var written =
        starting.write(
            group.id(),
            group.version(),
            status.decided(phase, status.plan(), reason).with(figures));
    var before = status.reason();
    // One event for each kind of reason; the latest words stand in the status.
    if (written.isPresent() && (before == null || !before.code().equals(reason.code()))) {
      cluster.record(group.id(), true, "Unschedulable", reason.message());
    }
  }

  /** The pods of it that must wait while the others get their seats. */
  void rest(SeenGroup group, Set<PodId> seated, Explanation because) {
    for (var pod : group.waiting()) {
      if (!seated.contains(pod.member().id())) {
        explain(
            pod.member().id(), pod.explained(), Words.onPods(because.code()), because.message());
      }
    }
  }

  void strays(List<Seen.Stray> strays) {
    for (var stray : strays) {
      explain(stray.pod().member().id(), stray.pod().explained(), NOT_PLANNED, stray.why());
    }
  }

  private void explain(PodId pod, String before, String reason, String message) {
    if (before.equals(message)) {
      toldPods.remove(pod);
    } else if (!message.equals(toldPods.put(pod, message))) {
      later(
          pod,
          () -> {
            try {
              cluster.explain(pod, reason, message);
            } catch (ClusterException failed) {
              toldPods.remove(pod);
              throw failed;
            }
          });
    }
  }

  /** Of what is not there any more nothing is remembered. */
  void forget(Seen seen) {
    if (!worded.isEmpty() || !passing.isEmpty()) {
      var there = seen.groups().stream().map(SeenGroup::id).collect(Collectors.toSet());
      passing.keySet().retainAll(there);
      told.keySet().retainAll(there);
      worded.keySet().retainAll(there);
    }
    if (!toldPods.isEmpty()) {
      var waiting =
          Stream.concat(
                  seen.groups().stream().flatMap(group -> group.waiting().stream()),
                  seen.strays().stream().map(Seen.Stray::pod))
              .map(pod -> pod.member().id())
              .collect(Collectors.toSet());
      toldPods.keySet().retainAll(waiting);
    }
  }

  /** Shares of queues as the plan leaves them, which people read: not each of a busy second's. */
  void shares(List<QueueShare> now) {
    shares.keySet().retainAll(now.stream().map(QueueShare::queue).collect(Collectors.toSet()));
    for (var share : now) {
      var before = shares.get(share.queue());
      if (before == null
          || (!before.share().equals(share) && isOver(before.at().plus(SHARES_EVERY)))) {
        shares.put(share.queue(), new Told(share, clock.instant()));
        later("queue " + share.queue(), () -> cluster.writeShare(share));
      }
    }
  }

  private boolean isOver(Instant time) {
    return !clock.instant().isBefore(time);
  }

  private void later(Object what, Runnable write) {
    if (open.put(what, write) == null) {
      executor.execute(() -> {
        var latest = open.remove(what);
        if (latest != null) {
          try {
            latest.run();
          } catch (ClusterException failed) {
            LOG.warn("{}", failed.getMessage());
          }
        }
      });
    }
  }
}
