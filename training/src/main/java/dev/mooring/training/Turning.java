package dev.mooring.training;

import dev.mooring.crd.Reason;
import dev.mooring.crd.TurnedAway;
import dev.mooring.training.SeenPod.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long the next pod of a replica waits whose pods nodes turn away. The first is replaced at
 * once: two schedulers gave the same room, and that may happen. One that is turned away again and
 * again would be made hundreds of times a minute.
 */
final class Turning {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration MOST = Duration.ofMinutes(5);

  private Turning() {}

  /** The pause after so many times: none, 5 s, 10 s and so on, up to five minutes. */
  static Duration pause(int times) {
    if (times < 2) {
      return Duration.ZERO;
    }
    var grown = FIRST.multipliedBy(1L << Math.min(times - 2, 16));
    return grown.compareTo(MOST) > 0 ? MOST : grown;
  }

  private static Instant end(TurnedAway turned) {
    return turned.last().plus(pause(turned.times()));
  }

  /** With what is seen now: one more where a node says so, nothing of those that have begun. */
  static Map<String, TurnedAway> next(Pass pass) {
    var seen = pass.seen();
    var next = new HashMap<>(seen.restarts().turnedAway());
    next.keySet().retainAll(pass.names());
    for (var pod : seen.ofPlan(pass.plan()).values()) {
      if (seen.isTaken(pod)) {
        continue;
      }
      if (pod.wasTurnedAway()) {
        next.merge(
            pod.name(),
            new TurnedAway(1, pass.now()),
            (before, once) -> new TurnedAway(before.times() + 1, once.last()));
      } else if (pod.phase() != Phase.PENDING && pod.phase() != Phase.UNKNOWN) {
        next.remove(pod.name());
      }
    }
    return Map.copyOf(next);
  }

  /** Whether the replica's next pod is not to be made yet. */
  static boolean pauses(Pass pass, Replica replica) {
    var turned = pass.seen().restarts().turnedAway().get(replica.name());
    return turned != null && pass.now().isBefore(end(turned));
  }

  /** When the first of the pods that wait may be made. */
  static Optional<Instant> wake(Pass pass) {
    return pass.plan().replicas().stream()
        .filter(replica -> pauses(pass, replica))
        .map(replica -> pass.seen().restarts().turnedAway().get(replica.name()))
        .flatMap(Stream::ofNullable)
        .map(Turning::end)
        .min(Instant::compareTo);
  }

  /** Why a pod is missing; the same until another is turned away. */
  static Optional<Reason> reason(JobPlan plan, Seen seen) {
    return plan.replicas().stream()
        .filter(replica -> !seen.pods().containsKey(replica.name()))
        .flatMap(replica ->
            Stream.ofNullable(seen.restarts().turnedAway().get(replica.name()))
                .filter(turned -> turned.times() > 1)
                .map(turned -> reason(replica, turned)))
        .findFirst();
  }

  private static Reason reason(Replica replica, TurnedAway turned) {
    return new Reason(
        "TurnedAway",
        "%s %d: %d pods one after the other were turned away by their nodes, which had no room left;"
                .formatted(replica.role().type(), replica.index(), turned.times())
            + " the next is made at "
            + end(turned),
        "If it lasts, see who else gives away room of the nodes, such as another scheduler or"
            + " static pods: kubectl describe nodes");
  }
}
