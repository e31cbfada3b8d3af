package dev.mooring.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The work to be done. */
public interface Tasks {

  /**
   * Adds it, or makes the one of this kind and subject due earlier, never later; if it is claimed,
   * due again once it is given back. Its agent becomes the one given last.
   */
  void add(Task task);

  /**
   * Claims due tasks, the longest due first, for as long as {@code lease}; none that another has
   * claimed for a time that has not passed.
   *
   * @param agents whose tunnels the caller has; tasks of other agents are passed over
   */
  List<Claim> claim(Set<String> kinds, Set<String> agents, Duration lease, int most);

  /** Prolongs a claim, to this much from now; false when another has claimed since. */
  boolean renew(Claim claim, Duration lease);

  /**
   * Done; the task is gone unless it was added again meanwhile. False when it was claimed since.
   */
  boolean finish(Claim claim);

  /** To be tried again, not before {@code after}. False when another has claimed since. */
  boolean retry(Claim claim, Duration after);

  /**
   * Returns when a task may have become due since the last {@link #claim} on this store, added by
   * whichever replica, and at the latest after {@code atMost}. Returns within half a second while
   * there are due tasks that were passed over; so call claim and await in turns.
   */
  void await(Duration atMost) throws InterruptedException;
}
