package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.Seen;
import dev.mooring.cluster.scheduling.SeenGroup;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Seated;
import dev.mooring.scheduling.model.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What this scheduler has decided and written and the watches do not show yet: seats, evictions and
 * statuses. All of it can be lost; whoever goes on without it finds the plans in the groups'
 * statuses. Thread-safe.
 */
final class Ahead {
  /** A seat that the pod's own object does not name yet. */
  private record Seat(String node, Instant since) {}

  /**
   * @param superseded versions of the group that were there before
   */
  private record Written(Set<String> superseded, String version, PodGroupStatus status) {}

  private final Map<String, Seat> seats = new ConcurrentHashMap<>();
  private final Set<String> evicted = ConcurrentHashMap.newKeySet();
  private final Map<GangId, Written> statuses = new ConcurrentHashMap<>();

  void seated(Iterable<PodId> pods, Map<PodId, String> nodes, Instant now) {
    for (var pod : pods) {
      seats.put(pod.uid(), new Seat(Objects.requireNonNull(nodes.get(pod)), now));
    }
  }

  /** The pod has not got the seat after all. */
  void unseated(PodId pod) {
    seats.remove(pod.uid());
  }

  /** The node of a seat that the pod's own object does not name yet. */
  Optional<String> seat(PodId pod) {
    return Optional.ofNullable(seats.get(pod.uid())).map(Seat::node);
  }

  boolean isSeated(PodId pod) {
    return seats.containsKey(pod.uid());
  }

  void evicted(PodId pod) {
    evicted.add(pod.uid());
  }

  void spared(PodId pod) {
    evicted.remove(pod.uid());
  }

  void wrote(GangId group, String superseded, String version, PodGroupStatus status) {
    statuses.merge(
        group,
        new Written(Set.of(superseded), version, status),
        (before, next) -> {
          var all = new HashSet<>(next.superseded());
          all.addAll(before.superseded());
          return new Written(Set.copyOf(all), next.version(), next.status());
        });
  }

  /** What is seen, with what is written ahead of it. Forgets what is seen by now. */
  Seen over(Seen seen) {
    forget(seen);
    if (seats.isEmpty() && evicted.isEmpty() && statuses.isEmpty()) {
      return seen;
    }
    var taken = new HashMap<String, List<Seated>>();
    var groups = seen.groups().stream().map(group -> over(group, taken)).toList();
    return seen.with(nodes(seen.nodes(), taken), groups);
  }

  private void forget(Seen seen) {
    if (!seats.isEmpty()) {
      seats.keySet().retainAll(waiting(seen));
    }
    if (!evicted.isEmpty()) {
      evicted.retainAll(staying(seen));
    }
    if (!statuses.isEmpty()) {
      var versions =
          seen.groups().stream().collect(Collectors.toMap(SeenGroup::id, SeenGroup::version));
      statuses.entrySet().removeIf(written -> !isBehind(versions.get(written.getKey()), written));
    }
  }

  private static Set<String> waiting(Seen seen) {
    return seen.groups().stream()
        .flatMap(group -> group.waiting().stream())
        .map(pod -> pod.uid())
        .collect(Collectors.toSet());
  }

  private static Set<String> staying(Seen seen) {
    return seen.groups().stream()
        .flatMap(group -> group.gang().seated().stream())
        .filter(pod -> !pod.leaving())
        .map(pod -> pod.id().uid())
        .collect(Collectors.toSet());
  }

  private static boolean isBehind(@Nullable String version, Map.Entry<GangId, Written> written) {
    return version != null && written.getValue().superseded().contains(version);
  }

  private SeenGroup over(SeenGroup group, Map<String, List<Seated>> taken) {
    var written = statuses.get(group.id());
    var changes = isChanged(group.gang());
    if (written == null && !changes) {
      return group;
    }
    return group.with(
        changes ? over(group.gang(), taken) : group.gang(),
        written == null ? group.version() : written.version(),
        written == null ? group.status() : written.status());
  }

  private boolean isChanged(Gang gang) {
    return gang.waiting().stream().anyMatch(member -> seats.containsKey(member.id().uid()))
        || gang.seated().stream().anyMatch(pod -> evicted.contains(pod.id().uid()));
  }

  private Gang over(Gang gang, Map<String, List<Seated>> taken) {
    var waiting = new ArrayList<Member>();
    var seated = new ArrayList<Seated>();
    gang.seated().forEach(pod -> seated.add(leavingIfEvicted(pod)));
    for (var member : gang.waiting()) {
      var seat = seats.get(member.id().uid());
      if (seat == null) {
        waiting.add(member);
      } else {
        var pod = seated(gang, member, seat);
        seated.add(pod);
        taken.computeIfAbsent(seat.node(), _ -> new ArrayList<>()).add(pod);
      }
    }
    return gang.with(waiting, seated);
  }

  /** Nobody may take a seat away that is just being given. */
  private static Seated seated(Gang gang, Member member, Seat seat) {
    return new Seated(
        member.id(),
        member.role(),
        gang.id(),
        member.shape(),
        gang.rank().priority(),
        seat.since(),
        Seated.Fate.KEPT);
  }

  private Seated leavingIfEvicted(Seated pod) {
    return evicted.contains(pod.id().uid())
        ? new Seated(
            pod.id(),
            pod.role(),
            pod.owner(),
            pod.shape(),
            pod.priority(),
            pod.since(),
            Seated.Fate.LEAVING)
        : pod;
  }

  private Snapshot nodes(Snapshot nodes, Map<String, List<Seated>> taken) {
    return new Snapshot(nodes.nodes().stream().map(node -> node(node, taken)).toList());
  }

  private Node node(Node node, Map<String, List<Seated>> taken) {
    var more = taken.getOrDefault(node.name(), List.of());
    var fewer =
        !evicted.isEmpty()
            && node.pods().stream().anyMatch(pod -> evicted.contains(pod.id().uid()));
    if (more.isEmpty() && !fewer) {
      return node;
    }
    var pods = new ArrayList<Seated>();
    node.pods().forEach(pod -> pods.add(leavingIfEvicted(pod)));
    pods.addAll(more);
    return node.with(pods);
  }
}
