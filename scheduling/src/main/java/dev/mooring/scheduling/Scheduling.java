package dev.mooring.scheduling;

import java.util.Comparator;
import java.util.List;

/** The decision: seats for a whole gang, or the reason for none. */
public final class Scheduling {
  private Scheduling() {}

  /**
   * Places all members, or, where not all fit, as many as fit but never fewer than the gang needs;
   * the members with the smallest requests are then the ones placed.
   *
   * <p>A placement of all members is found whenever one exists and can be reached within {@value
   * Search#MOST_TRIES} tried seats; the members with the largest requests are seated first, and a
   * dead end is backed out of. Members of a gang are spread over different nodes as far as there
   * are any, and then go where most is left.
   */
  public static Placement place(Snapshot cluster, Gang gang) {
    if (gang.members().size() < gang.needed()) {
      return new Placement.Waits(Explain.missingMembers(gang));
    }
    var bySize =
        gang.members().stream()
            .sorted(
                Comparator.comparing(Member::requests, Search.SMALLER_FIRST)
                    .thenComparing(m -> m.id().name()))
            .toList();
    for (var count = bySize.size(); count >= gang.needed(); count--) {
      var seats = Search.seats(cluster, bySize.subList(0, count));
      if (seats.isPresent()) {
        return new Placement.Fits(seats.get());
      }
    }
    return new Placement.Waits(Explain.noRoom(cluster, gang, List.copyOf(bySize)));
  }
}
