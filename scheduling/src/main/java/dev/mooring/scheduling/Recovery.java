package dev.mooring.scheduling;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to do about a plan that stands in a pod group's status: it was written before the first
 * bind, and its scheduler may have been killed anywhere after that. Binding it for the first time
 * and completing it for a dead predecessor are the same step.
 */
public sealed interface Recovery {
  /** Every seat of the plan is taken or its pod is gone: the plan is history. */
  record Done() implements Recovery {}

  /** The rest of the plan still holds; seats in the order of the pods' names. */
  record Complete(Map<PodId, String> seats) implements Recovery {
    public Complete {
      seats = java.util.Collections.unmodifiableMap(seats);
    }
  }

  /** The plan no longer holds, but its bound pods can keep theirs: these seats for the others. */
  record Replan(Map<PodId, String> seats) implements Recovery {
    public Replan {
      seats = Map.copyOf(seats);
    }
  }

  /** The plan no longer holds and nothing was bound by it, or what is bound is enough. */
  record Forget() implements Recovery {}

  /** Half a gang is bound and the other half has no place: the bound pods go. */
  record Evict() implements Recovery {}

  /**
   * Judges a plan against what is seen.
   *
   * @param plan node names by pod uid
   * @param gang its unbound members, and how many have seats
   */
  static Recovery judge(Snapshot cluster, Gang gang, Map<String, String> plan) {
    var rest =
        gang.members().stream().filter(member -> plan.containsKey(member.id().uid())).toList();
    if (rest.isEmpty()) {
      return new Done();
    }
    var seats = seats(rest, plan);
    if (holds(cluster, rest, seats)) {
      return new Complete(seats);
    }
    if (gang.seated() == 0 || gang.seated() >= gang.minMember()) {
      return new Forget();
    }
    return switch (Scheduling.place(cluster, gang)) {
      case Placement.Fits(var others) -> new Replan(others);
      case Placement.Waits _ -> new Evict();
    };
  }

  private static Map<PodId, String> seats(List<Member> members, Map<String, String> plan) {
    var seats =
        new TreeMap<PodId, String>(Comparator.comparing(PodId::name).thenComparing(PodId::uid));
    for (var member : members) {
      var node = plan.get(member.id().uid());
      if (node != null) {
        seats.put(member.id(), node);
      }
    }
    return seats;
  }

  private static boolean holds(Snapshot cluster, List<Member> members, Map<PodId, String> seats) {
    var allowed =
        members.stream()
            .allMatch(member ->
                cluster.nodes().stream()
                    .anyMatch(
                        node -> node.name().equals(seats.get(member.id())) && member.may(node)));
    var after = cluster.with(new Gang("plan", 1, members, 0), seats);
    return allowed
        && after.nodes().stream()
            .filter(node -> seats.containsValue(node.name()))
            .allMatch(node -> node.used().fits(node.allocatable()));
  }
}
