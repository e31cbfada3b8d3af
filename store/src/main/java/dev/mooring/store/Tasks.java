package dev.mooring.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The work to be done. */
public interface Tasks {

  void add(Task task);

  /**
   * Claims due tasks, the longest due first, for as long as {@code lease}; none that another has
   * claimed for a time that has not passed.
   *
   * @param agents whose tunnels the caller has; tasks of other agents are passed over
   */
  List<Claim> claim(Set<String> kinds, Set<String> agents, Duration lease, int most);

  /** Prolongs a claim; false when another has claimed since. */
  boolean renew(Claim claim, Duration lease);

  /**
   * Done; the task is gone unless it was added again meanwhile. False when it was claimed since.
   */
  boolean finish(Claim claim);

  /** To be tried again, not before {@code after}. False when another has claimed since. */
  boolean retry(Claim claim, Duration after);

  /** Returns when a task may have become due, and at the latest after {@code atMost}. */
  void await(Duration atMost) throws InterruptedException;
}
