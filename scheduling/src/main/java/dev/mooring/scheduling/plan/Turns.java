package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Explanation.Code;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.queue.Queues;
import dev.mooring.scheduling.queue.Share;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is in queues that are first in, first out: behind a gang that waits for room none
 * of its queue starts, and behind one that waits to be let in none is let in. Who was let in before
 * may start all the same: others may be waiting for what it is expected to take. For the planning
 * thread alone.
 */
final class Turns {
  private final Queues queues;
  private final Map<Share, Wait> waits = new HashMap<>();

  /**
   * Somebody waits in a queue.
   *
   * @param last of those that do
   * @param forRoom whether one of them has been let in, or could be, and lacks room
   */
  private record Wait(GangId last, boolean forRoom) {}

  Turns(Queues queues) {
    this.queues = queues;
  }

  /** Why it is not its turn; one that has started takes nobody's. */
  Optional<Explanation> judge(Waiting waiting) {
    var gang = waiting.gang();
    var wait = waits.get(waiting.queue());
    if (wait == null || gang.staying() > 0 || gang.needed() == 0) {
      return Optional.empty();
    }
    var isLetIn = gang.progress().admitted();
    if (isLetIn ? !wait.forRoom() : queues.closed(waiting.queue()).isPresent()) {
      return Optional.empty();
    }
    waits.put(waiting.queue(), new Wait(gang.id(), wait.forRoom()));
    return Optional.of(Reasons.notItsTurn(waiting, wait.last()));
  }

  /** It lacks nothing but room, and its queue is first in, first out. */
  void waitsForRoom(Waiting waiting) {
    waits.put(waiting.queue(), new Wait(waiting.gang().id(), true));
  }

  /** It is not let in, or not complete; it holds others back if only its queue is in its way. */
  void refused(Waiting waiting, Explanation because) {
    var limit = because.facts().limit().filter(met -> met.asks() <= met.may());
    if (waiting.queue().queue().fifo() && because.code() == Code.QueueLimit && limit.isPresent()) {
      waits.merge(
          waiting.queue(),
          new Wait(waiting.gang().id(), false),
          (before, now) -> new Wait(now.last(), before.forRoom()));
    }
  }
}
