package dev.mooring.agent.scheduler;

import dev.mooring.cluster.scheduling.Requests;
import dev.mooring.crd.GangWait;
import dev.mooring.crd.PodGroupCondition;
import dev.mooring.crd.PodGroupStatus;
import dev.mooring.crd.Reason;
import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Gang;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explanations as they stand in a group's status. */
final class Words {
  private static final String SCHEDULED = "Scheduled";
  private static final String UNSCHEDULABLE = "Unschedulable";

  private Words() {}

  static Reason reason(Explanation because) {
    return new Reason(because.code().name(), because.message(), because.nextStep());
  }

  /**
   * The reason on the pods. {@code Unschedulable} makes an autoscaler add nodes, and is said only
   * where one more node could help.
   */
  static String onPods(Explanation.Code code) {
    return switch (code) {
      case MissingMembers, UnknownQueue, QueueClosed, QueueLimit, RoomIsBeingMade, NotItsTurn ->
          code.name();
      case GuaranteedToOthers,
          NeverFits,
          NodesUnavailable,
          NoMatchingNode,
          NotTolerated,
          VolumeUnavailable,
          NoAttachmentLeft,
          NoVolumeLeft,
          PlacementRules,
          InsufficientResources,
          ReservedForOthers ->
          UNSCHEDULABLE;
    };
  }

  /**
   * For a gang that got seats but no volumes there.
   *
   * @param why as the end of a sentence
   */
  static Explanation withoutVolumes(Gang gang, String why) {
    return new Explanation(
        Explanation.Code.VolumeUnavailable,
        "Seats were found, but " + why,
        "It is tried again by itself, once a minute at least; if it lasts, see the claims:"
            + " kubectl describe pvc",
        new Explanation.Facts(Math.max(1, gang.needed()), 0, 0, List.of(), Optional.empty()));
  }

  static GangWait figures(Explanation because) {
    var facts = because.facts();
    return new GangWait(
        facts.needed(),
        facts.fit(),
        facts.position(),
        facts.shortages().stream()
            .map(lack ->
                new GangWait.Shortage(
                    lack.resource(),
                    Requests.quantity(lack.resource(), lack.by()),
                    lack.nodes(),
                    lack.of()))
            .toList(),
        facts
            .limit()
            .map(limit ->
                new GangWait.Limit(
                    limit.queue(),
                    limit.resource(),
                    Requests.quantity(limit.resource(), limit.may()),
                    Requests.quantity(limit.resource(), limit.has()),
                    Requests.quantity(limit.resource(), limit.asks())))
            .orElse(null));
  }

  /** The status with Volcano's conditions as its plan and reason make them. */
  static PodGroupStatus conditioned(PodGroupStatus status, Instant now) {
    var reason = status.reason();
    if (reason == null && status.conditions().isEmpty()) {
      // A gang that starts at once needs no word about it.
      return status;
    }
    var waits = reason != null;
    return status.with(
        Stream.concat(
                status.conditions().stream()
                    .filter(one -> !UNSCHEDULABLE.equals(one.type()))
                    .filter(one -> !SCHEDULED.equals(one.type())),
                Stream.of(
                    next(status.conditions(), UNSCHEDULABLE, waits, reason, now),
                    next(status.conditions(), SCHEDULED, !waits, reason, now)))
            .toList());
  }

  private static PodGroupCondition next(
      List<PodGroupCondition> before,
      String type,
      boolean is,
      @Nullable Reason reason,
      Instant now) {
    var status = is ? "True" : "False";
    var since =
        before.stream()
            .filter(one -> type.equals(one.type()) && status.equals(one.status()))
            .map(PodGroupCondition::lastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS));
    return new PodGroupCondition(
        type,
        status,
        since == null ? null : since.toString(),
        since,
        reason == null ? "Seated" : reason.code(),
        reason == null ? null : reason.message());
  }
}
