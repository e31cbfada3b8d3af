package dev.mooring.testkit.gangs;

import java.time.Duration;

/** What must never be in a history. */
public sealed interface Violation {

  /** The history is none: an event came after a later one. It proves nothing. */
  record OutOfOrder(long version, long after) implements Violation {}

  /** A pod that was bound is bound elsewhere, or not at all. */
  record Moved(String pod, String from, String to, long version) implements Violation {}

  /** A pod is bound to a node that does not exist. */
  record NoSuchNode(String pod, String node, long version) implements Violation {}

  /**
   * A node's pods ask for more than it has.
   *
   * @param version of the event that made it so
   */
  record Overcommitted(String node, String resource, long asked, long allocatable, long version)
      implements Violation {}

  /**
   * A gang had some seats, and fewer than its minimum, for too long.
   *
   * @param seats that it had when that was over: its minimum, or none
   * @param version of the event that made it partial
   */
  record PartialTooLong(String gang, int seats, int minMember, Duration time, long version)
      implements Violation {}

  /** At the end a gang has some seats, and fewer than its minimum. */
  record LeftPartial(String gang, int seats, int minMember) implements Violation {}

  /** At the end a gang has not all its seats. */
  record Lost(String gang, int seats, int members) implements Violation {}
}
