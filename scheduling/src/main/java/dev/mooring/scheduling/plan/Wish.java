package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.place.Ask;
import dev.mooring.scheduling.place.Board;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/** Which members of a gang are to get seats: those it must have first, then the others. */
final class Wish {
  private final Board board;
  private final Gang gang;
  private final List<Member> inOrder;
  private final int must;

  /** Of all its waiting members. */
  Wish(Board board, Gang gang) {
    this.board = board;
    this.gang = gang;
    var smallestFirst =
        gang.waiting().stream()
            .sorted(
                Comparator.comparing(
                        (Member member) -> board.kind(member.shape()),
                        board.sizes().smallestFirst())
                    .thenComparing(Member::id))
            .toList();
    must = Math.max(1, gang.needed());
    inOrder = inOrder(smallestFirst);
  }

  private List<Member> inOrder(List<Member> smallestFirst) {
    var lacking = new HashMap<>(gang.neededByRole());
    if (lacking.isEmpty()) {
      return smallestFirst;
    }
    var first = new ArrayList<Member>();
    var others = new ArrayList<Member>();
    for (var member : smallestFirst) {
      var more = lacking.getOrDefault(member.role(), 0);
      lacking.put(member.role(), more - 1);
      (more > 0 ? first : others).add(member);
    }
    first.addAll(others);
    return first;
  }

  /** Whether the pods that it must have exist. */
  boolean complete() {
    if (inOrder.size() < must) {
      return false;
    }
    var lacking = new HashMap<>(gang.neededByRole());
    gang.waiting().forEach(member -> lacking.merge(member.role(), -1, Integer::sum));
    return lacking.values().stream().allMatch(n -> n <= 0);
  }

  /** How many it must have; at least 1. */
  int must() {
    return must;
  }

  List<Member> all() {
    return inOrder;
  }

  List<Member> mandatory() {
    return inOrder.subList(0, must);
  }

  /** Some of them, from the first on. */
  Ask ask(int members) {
    return Ask.of(board, inOrder.subList(0, members), must, gang.neededByRole());
  }

  long[] amounts(int members) {
    return Ask.sum(board, inOrder.subList(0, members));
  }
}
