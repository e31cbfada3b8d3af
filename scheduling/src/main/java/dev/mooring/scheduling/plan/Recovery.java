package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.Member;
import dev.mooring.scheduling.model.PodId;
import dev.mooring.scheduling.model.Settings;
import dev.mooring.scheduling.model.Snapshot;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.place.WeightedScorer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
  record Complete(SortedMap<PodId, String> seats) implements Recovery {
    public Complete {
      seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }
  }

  /** The plan no longer holds, but its bound pods can keep theirs: these seats for the others. */
  record Replan(SortedMap<PodId, String> seats) implements Recovery {
    public Replan {
      seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }
  }

  /**
   * The plan no longer holds and nothing was bound by it, or what is bound is enough; or the gang
   * has pods that had their seats before it, so that it ran and the plan was for one that took
   * another's place.
   */
  record Forget() implements Recovery {}

  /** Half a gang is bound and the other half has no place: the bound pods go. */
  record Evict() implements Recovery {}

  /**
   * Judges a plan against what is seen.
   *
   * @param seen with no pod of this plan on a node that is not bound there yet
   * @param gang its pods without a seat, and those bound
   * @param plan node names by pod uid
   */
  static Recovery judge(Snapshot seen, Gang gang, Map<String, String> plan, Settings settings) {
    var rest =
        gang.waiting().stream().filter(member -> plan.containsKey(member.id().uid())).toList();
    if (rest.isEmpty()) {
      return new Done();
    }
    var seats = new TreeMap<PodId, String>();
    rest.forEach(member -> seats.put(member.id(), plan.getOrDefault(member.id().uid(), "")));
    if (holds(board(seen, gang), rest, seats)) {
      return new Complete(seats);
    }
    if (gang.staying() == 0 || gang.needed() == 0 || hasOthers(gang, plan)) {
      return new Forget();
    }
    return others(board(seen, gang), gang, settings);
  }

  private static boolean hasOthers(Gang gang, Map<String, String> plan) {
    return gang.seated().stream()
        .anyMatch(pod -> !pod.leaving() && !plan.containsKey(pod.id().uid()));
  }

  private static Board board(Snapshot seen, Gang gang) {
    return new Board(seen, gang.waiting().stream().map(Member::shape).toList());
  }

  /** Whether all can take their seats, in whatever order. */
  private static boolean holds(Board board, List<Member> members, Map<PodId, String> seats) {
    var left = new ArrayList<>(members);
    while (left.removeIf(member -> sits(board, member, seats.getOrDefault(member.id(), "")))) {
      if (left.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static boolean sits(Board board, Member member, String name) {
    var node = board.position(name);
    var kind = board.kind(member.shape());
    var allowed = node >= 0 && board.allows(kind, node);
    if (allowed) {
      board.seat(kind, node);
    }
    return allowed;
  }

  private static Recovery others(Board board, Gang gang, Settings settings) {
    var wish = new Wish(board, gang);
    if (!wish.complete()) {
      return new Evict();
    }
    var scorer = new WeightedScorer(board, settings.scores(), settings.placing());
    return new Placer(board, settings.mostTries())
        .place(wish.ask(wish.all().size()), scorer, settings.placing())
        .<Recovery>map(found -> new Replan(new TreeMap<>(found.names(board))))
        .orElseGet(Evict::new);
  }
}
