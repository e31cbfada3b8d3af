package dev.mooring.scheduling;

import java.util.List;

/**
 * Pods that start together.
 *
 * @param id for people: namespace/name of the pod group
 * @param minMember how many must fit at once before any is bound; at least 1
 * @param members those without a node
 * @param seated how many have a node already
 */
public record Gang(String id, int minMember, List<Member> members, int seated) {
  public Gang {
    if (minMember < 1) {
      throw new IllegalArgumentException("minMember is below 1: " + minMember);
    }
    if (seated < 0) {
      throw new IllegalArgumentException("seated is negative: " + seated);
    }
    members = List.copyOf(members);
  }

  /** How many of the members must fit for the gang to start. */
  int needed() {
    return Math.max(1, minMember - seated);
  }
}
