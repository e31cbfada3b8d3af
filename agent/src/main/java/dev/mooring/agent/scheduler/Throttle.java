package dev.mooring.agent.scheduler;

import dev.mooring.cluster.direct.DirectCalls;
import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.scheduling.model.GangId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * How many writes are under way at once. An API server that is busy serves each client by what it
 * asks at once. While pods of gangs are being made, binds are asked for one by one: to be made
 * comes before to be bound, and one gang that starts must not hold up ninety that are not there
 * yet, as a job's services and statuses follow its binds. The binds' places are thread-safe, the
 * rest is for one thread.
 */
final class Throttle {
  /** Where nothing is being made. */
  static final int AT_ONCE = DirectCalls.AT_ONCE;

  private static final int BESIDE_CREATION = 1;

  /** Where pods are made without end. */
  private static final int BESIDE_ENDLESS_CREATION = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A busy API server makes fewer pods in a second, and passes see none of them come. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /**
   * What was made longer ago is only seen late, as after a watch was broken. By two clocks: where
   * the API server's is so much behind, gangs start beside creation.
   */
  private static final Duration SEEN_LATE = Duration.ofSeconds(5);

  /** Where more pods than these are seen between two looks, more are on their way. */
  private static final int FLOOD = 32;

  private final Places binds = new Places();

  private Map<GangId, Growth> lacking = Map.of();

  /** Where many gangs come, the next are on their way when those that are here are whole. */
  private Instant crowdUntil = Instant.MIN;

  private boolean isCrowd;
  private int pods;
  private boolean isFlood;
  private @Nullable Instant madeSince;

  /**
   * Of a group that lacks pods: the most that it has had.
   *
   * @param since when they were seen
   * @param newest when the last of them was made, or the group itself
   */
  private record Growth(int pods, Instant since, Instant newest) {
    boolean isUnderWay(Instant now) {
      return now.isBefore(since.plus(UNDER_WAY)) && now.minus(SEEN_LATE).isBefore(newest);
    }
  }

  /** Of binds of all gangs together. */
  Semaphore binds() {
    return binds;
  }

  /**
   * Pods are being made if there is a group that lacks some and has got one a moment ago, or is
   * itself as new.
   */
  void look(Seen seen, Instant now) {
    var next = new HashMap<GangId, Growth>();
    var before = pods;
    pods = 0;
    for (var group : seen.groups()) {
      var gang = group.gang();
      pods += gang.waiting().size() + gang.seated().size();
      if (gang.id().kind() != GangId.Kind.POD
          && gang.seated().isEmpty()
          && gang.needed() > gang.waiting().size()) {
        next.put(gang.id(), grown(lacking.get(gang.id()), group, now));
      }
    }
    lacking = next;
    isFlood = pods > before + FLOOD;
    var growing = next.values().stream().filter(growth -> growth.isUnderWay(now)).count();
    if (growing > 1) {
      crowdUntil = now.plus(UNDER_WAY);
    }
    isCrowd = now.isBefore(crowdUntil);
    binds.most(most(growing > 0 || isCrowd, now));
  }

  private int most(boolean areMade, Instant now) {
    if (!areMade) {
      madeSince = null;
      return AT_ONCE;
    }
    var since = Objects.requireNonNullElse(madeSince, now);
    madeSince = since;
    return now.isBefore(since.plus(PATIENCE)) ? BESIDE_CREATION : BESIDE_ENDLESS_CREATION;
  }

  /**
   * Whether one more gang may start beside those that do; one that is kept waiting is planned again
   * by the next pass, and takes no seats from a more urgent one meanwhile.
   */
  boolean mayStart(int starting) {
    return binds.most == AT_ONCE || starting < binds.most;
  }

  /** Whether pods of several gangs were being made a moment ago. */
  boolean isCrowd() {
    return isCrowd;
  }

  /** Whether so many pods have come since the last look that more are on their way. */
  boolean isFlood() {
    return isFlood;
  }

  private static Growth grown(@Nullable Growth before, SeenGroup group, Instant now) {
    var pods = group.gang().waiting().size();
    return before != null && pods <= before.pods() ? before : new Growth(pods, now, group.newest());
  }

  private static final class Places extends Semaphore {
    private static final long serialVersionUID = 1L;
    private int most = AT_ONCE;

    Places() {
      super(AT_ONCE);
    }

    /** Those that have more go on; the next wait. */
    void most(int next) {
      if (next > most) {
        release(next - most);
      } else {
        reducePermits(most - next);
      }
      most = next;
    }
  }
}
