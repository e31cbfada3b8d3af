package dev.mooring.scheduling.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pods that start together: waiting, running, or some of each.
 *
 * @param queue the name of its queue
 * @param waiting its pods without a seat
 * @param seated its pods with one, leaving ones too; the same that are on the nodes
 */
public record Gang(
    GangId id,
    String queue,
    Rank rank,
    Minimum minimum,
    List<Member> waiting,
    List<Seated> seated,
    Progress progress) {
  public Gang {
    waiting = List.copyOf(waiting);
    seated = List.copyOf(seated);
  }

  /** The same gang with these pods. */
  public Gang with(List<Member> nextWaiting, List<Seated> nextSeated) {
    return new Gang(id, queue, rank, minimum, nextWaiting, nextSeated, progress);
  }

  /** The same gang, as if nobody might evict it. */
  public Gang kept() {
    return new Gang(id, queue, rank.kept(), minimum, waiting, seated, progress);
  }

  /** Pods that have a seat and are not leaving it. */
  public int staying() {
    return (int) seated.stream().filter(pod -> !pod.leaving()).count();
  }

  /** How many more pods must get a seat at once; 0 when it has its minimum. */
  public int needed() {
    var byRoles = neededByRole().values().stream().mapToInt(Integer::intValue).sum();
    return Math.max(byRoles, Math.max(0, minimum.pods() - staying() - progress.succeededPods()));
  }

  /** The same for each role that has a minimum; roles that lack nothing are left out. */
  public Map<String, Integer> neededByRole() {
    if (minimum.byRole().isEmpty()) {
      return Map.of();
    }
    var lacking = new HashMap<>(minimum.byRole());
    for (var pod : seated) {
      if (!pod.leaving()) {
        lacking.computeIfPresent(pod.role(), (_, n) -> n - 1);
      }
    }
    progress
        .succeeded()
        .forEach((role, done) -> lacking.computeIfPresent(role, (_, n) -> n - done));
    lacking.values().removeIf(n -> n <= 0);
    return Map.copyOf(lacking);
  }

  /** Whether it runs: its minimum is seated or done, and some pod of it still has a seat. */
  public boolean running() {
    return needed() == 0 && staying() > 0;
  }
}
