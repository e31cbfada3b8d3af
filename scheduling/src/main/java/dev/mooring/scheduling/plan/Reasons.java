package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.Explanation.Facts;
import dev.mooring.scheduling.model.Explanation.Limit;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reasons that do not need the nodes. The texts change only when something to act on does. */
final class Reasons {
  private Reasons() {}

  static Explanation unknownQueue(Gang gang) {
    return new Explanation(
        Code.UnknownQueue,
        "Queue '%s' does not exist".formatted(gang.queue()),
        "Make the queue, or submit the job again to another one: moor queue list",
        facts(gang, 0, 0, Optional.empty()));
  }

  static Explanation closed(Waiting waiting, String queue) {
    return new Explanation(
        Code.QueueClosed,
        queue.equals(waiting.gang().queue())
            ? "Queue '%s' is closed".formatted(queue)
            : "Queue '%s' is below '%s', which is closed".formatted(waiting.gang().queue(), queue),
        "Open it: kubectl annotate queue %s scheduling.mooring.dev/closed-, or submit to another one: moor queue list"
            .formatted(queue),
        facts(waiting, Optional.empty()));
  }

  static Explanation missingMembers(Waiting waiting) {
    var gang = waiting.gang();
    var there = gang.waiting().size() + gang.staying() + gang.progress().succeededPods();
    return new Explanation(
        Code.MissingMembers,
        there < gang.minimum().pods()
            ? "%d of %d members exist".formatted(there, gang.minimum().pods())
            : "Members of some roles are missing: %s".formatted(roles(gang)),
        "Wait for the job's pods to be made; if it lasts, see the job's events",
        facts(waiting, Optional.empty()));
  }

  private static String roles(Gang gang) {
    var lacking = new TreeMap<>(gang.neededByRole());
    gang.waiting().forEach(member -> lacking.computeIfPresent(member.role(), (_, n) -> n - 1));
    lacking.values().removeIf(n -> n <= 0);
    return String.join(", ", lacking.keySet());
  }

  static Explanation limit(Waiting waiting, Limit limit) {
    return limit(waiting, "the gang", limit);
  }

  static Explanation limit(Waiting waiting, String who, Limit limit) {
    return new Explanation(
        Code.QueueLimit,
        "Queue '%s' may use %s and has %s left; %s asks for %s"
            .formatted(
                limit.queue(),
                Amounts.show(limit.resource(), limit.may()),
                Amounts.number(limit.resource(), Math.max(0, limit.may() - limit.has())),
                who,
                Amounts.number(limit.resource(), limit.asks())),
        limit.asks() > limit.may()
            ? "Ask for less, or raise the queue's capability"
            : "Wait until jobs of the queue end, ask for less, or raise the queue's capability",
        facts(waiting, Optional.of(limit)));
  }

  /**
   * What is left is guaranteed to others.
   *
   * @param never whether that is so even when nothing runs
   */
  static Explanation guaranteed(Waiting waiting, String who, Limit limit, boolean never) {
    return new Explanation(
        Code.GuaranteedToOthers,
        "Of what is left %s is guaranteed to no other queue; %s asks for %s"
            .formatted(
                Amounts.show(limit.resource(), Math.max(0, limit.may())),
                who,
                Amounts.number(limit.resource(), limit.asks())),
        never
            ? "Ask for less, add a node, or lower the guarantees of other queues"
            : "Wait until running jobs end, ask for less, add a node, or lower the guarantees of other queues",
        facts(waiting, Optional.of(limit)));
  }

  static Explanation beingMade(Waiting waiting, int victims) {
    return new Explanation(
        Code.RoomIsBeingMade,
        victims == 0
            ? "Room is being made: pods are leaving"
            : "Room is being made: %d gang%s evicted"
                .formatted(victims, victims == 1 ? " is" : "s are"),
        "Wait until the pods have left",
        facts(waiting, Optional.empty()));
  }

  static Explanation keptFor(Waiting waiting, GangId first) {
    return new Explanation(
        Code.ReservedForOthers,
        "The room is kept for gang '%s', which comes first".formatted(first),
        "Wait for this gang's turn, ask for less, or raise its priority if both are in one queue",
        facts(waiting, Optional.empty()));
  }

  /** Names the gang right before it: the head's name would change all behind it with each start. */
  static Explanation notItsTurn(Waiting waiting, GangId before) {
    return new Explanation(
        Code.NotItsTurn,
        "Gang '%s' comes before it and waits; queue '%s' is first in, first out"
            .formatted(before, waiting.gang().queue()),
        "Wait for this gang's turn, raise its priority, or set the queue's dequeueStrategy to traverse",
        facts(waiting, Optional.empty()));
  }

  private static Facts facts(Waiting waiting, Optional<Limit> limit) {
    return facts(waiting.gang(), 0, waiting.position(), limit);
  }

  static Facts facts(Gang gang, int fit, int position, Optional<Limit> limit) {
    return new Facts(Math.max(1, gang.needed()), fit, position, List.of(), limit);
  }
}
