package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.scheduling.model.GangId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * How many writes are under way at once. An API server that is busy serves each client by what it
 * asks at once. While pods of gangs are being made, few binds are asked for: to be made comes
 * before to be bound, and one gang that starts must not hold up ninety that are not there yet. What
 * is left for binds is still hundreds a second where the API server has time. {@link #look} is for
 * one thread; the rest is thread-safe.
 */
final class Throttle {
  /**
   * A connection carries 250 requests. The client fails what is more and tries it again after ever
   * longer pauses, while the processor has nothing to do. Fewer than these cost more each.
   */
  private static final int AT_ONCE = 64;

  private static final int BESIDE_CREATION = 6;

  private final Places gangs = new Places();
  private final Places binds = new Places();

  /** Of each group that lacks pods, how many there were. */
  private Map<GangId, Integer> made = Map.of();

  /** Of gangs whose starts are being written. */
  Semaphore gangs() {
    return gangs;
  }

  /** Of binds of all gangs together. */
  Semaphore binds() {
    return binds;
  }

  /**
   * Pods are being made if there is a group that lacks some and was not there when it was looked at
   * before, or has more of them now.
   */
  void look(Seen seen) {
    var now = new HashMap<GangId, Integer>();
    for (var group : seen.groups()) {
      var gang = group.gang();
      if (gang.id().kind() != GangId.Kind.POD
          && gang.seated().isEmpty()
          && gang.needed() > gang.waiting().size()) {
        now.put(gang.id(), gang.waiting().size());
      }
    }
    var making =
        now.entrySet().stream()
            .anyMatch(entry -> entry.getValue() > made.getOrDefault(entry.getKey(), -1));
    made = now;
    var most = making ? BESIDE_CREATION : AT_ONCE;
    gangs.most(most);
    binds.most(most);
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
