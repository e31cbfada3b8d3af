package dev.mooring.scheduling.place;

import dev.mooring.scheduling.model.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Members that want seats, in groups of those that are alike, the largest first.
 *
 * @param needed how many must get one, at least
 * @param byRole how many of a role must get one, at least
 */
public record Ask(List<Group> groups, int needed, Map<String, Integer> byRole) {
  /** Members of one role and kind, in the order of their names. */
  public record Group(Kind kind, String role, List<Member> members) {
    public Group {
      members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
    }

    int size() {
      return members.size();
    }
  }

  private record Alike(Kind kind, String role) {}

  /** Asks that are alike for placing, but for rules about other pods. */
  public record Sort(List<Crowd> crowds, int needed, Map<String, Integer> byRole) {}

  /** So many members of a role that need the same room. */
  public record Crowd(int room, String role, int size) {}

  public Ask {
    groups = List.copyOf(groups);
    byRole = Map.copyOf(byRole);
  }

  /** Groups the members. */
  public static Ask of(
      Board board, Collection<Member> members, int needed, Map<String, Integer> byRole) {
    var alike = new LinkedHashMap<Alike, List<Member>>();
    for (var member : members) {
      var key = new Alike(board.kind(member.shape()), byRole.isEmpty() ? "" : member.role());
      alike.computeIfAbsent(key, _ -> new ArrayList<>()).add(member);
    }
    var groups = new ArrayList<Group>();
    alike.forEach((key, all) -> groups.add(new Group(key.kind(), key.role(), all)));
    groups.sort(
        Comparator.comparing(Group::kind, board.sizes().smallestFirst().reversed())
            .thenComparing(group -> group.members().getFirst().id()));
    return new Ask(groups, needed, byRole);
  }

  /** Whether the rules about other pods have a say. */
  public boolean tied() {
    return groups.stream().anyMatch(group -> group.kind().tied());
  }

  /** The kind of the members, if all are alike and have no rules about other pods. */
  public Optional<Kind> alike() {
    return groups.size() == 1 && !groups.getFirst().kind().tied()
        ? Optional.of(groups.getFirst().kind())
        : Optional.empty();
  }

  /** The same for asks that are alike but for their rules about other pods. */
  public Sort sort() {
    var crowds = groups.stream().map(g -> new Crowd(g.kind().room(), g.role(), g.size())).toList();
    return new Sort(crowds, needed, byRole);
  }

  /** What all members ask for, by dimension. */
  public long[] amounts(Board board) {
    var sum = new long[board.dimensions().size()];
    for (var group : groups) {
      for (var d : group.kind().dimensions()) {
        sum[d] += group.size() * group.kind().need(d);
      }
    }
    return sum;
  }

  public int size() {
    return groups.stream().mapToInt(Group::size).sum();
  }

  /** Whether seats for so many of each group are enough. */
  public boolean enough(int[] seated) {
    var sum = 0;
    for (var count : seated) {
      sum += count;
    }
    if (sum < needed) {
      return false;
    }
    if (byRole.isEmpty()) {
      return true;
    }
    var lacking = new HashMap<>(byRole);
    for (var i = 0; i < seated.length; i++) {
      var count = seated[i];
      lacking.computeIfPresent(groups.get(i).role(), (_, n) -> n - count);
    }
    return lacking.values().stream().allMatch(n -> n <= 0);
  }

  /** The amounts that all of them ask for, by dimension. */
  public static long[] sum(Board board, Collection<Member> members) {
    var sum = new long[board.dimensions().size()];
    for (var member : members) {
      var kind = board.kind(member.shape());
      for (var d : kind.dimensions()) {
        sum[d] += kind.need(d);
      }
    }
    return sum;
  }
}
