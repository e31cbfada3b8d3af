package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Explanation;
import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Seating;
import dev.mooring.scheduling.queue.Queues;
import dev.mooring.scheduling.queue.Share;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets gangs into their queues and keeps account of what these hold. A gang is let in when its
 * minimum is within the capability of its queue and those above, with all that they hold and all
 * that was let in before and has no seats yet. For the planning thread alone.
 */
final class Admission {
  private final Board board;
  private final Queues queues;
  private final Set<GangId> admitted = new HashSet<>();
  private final Map<GangId, long[]> expected = new HashMap<>();

  /** Reads what the gangs hold and want. */
  Admission(Board board, Occupants occupants, Queues queues, Collection<Gang> gangs) {
    this.board = board;
    this.queues = queues;
    for (var gang : gangs) {
      var queue = queues.find(gang.queue());
      if (queue.isPresent()) {
        var held = occupants.held(gang.id());
        queues.change(queue.get(), Queues.Change.HOLDS, held, 1);
        queues.change(queue.get(), Queues.Change.WANTS, held, 1);
        queues.change(queue.get(), Queues.Change.LEAVES, occupants.leaving(gang.id()), 1);
        var wish = new Wish(board, gang);
        queues.change(queue.get(), Queues.Change.WANTS, wants(gang, wish), 1);
        if (gang.progress().admitted() && gang.needed() > 0) {
          expect(gang, queue.get(), wish);
        }
      }
    }
    queues.divide();
  }

  private void expect(Gang gang, Share queue, Wish wish) {
    var amounts = minimum(gang, wish);
    expected.put(gang.id(), amounts);
    queues.change(queue, Queues.Change.EXPECTS, amounts, 1);
  }

  private long[] wants(Gang gang, Wish wish) {
    return gang.waiting().isEmpty() ? minimum(gang, wish) : wish.amounts(wish.all().size());
  }

  /** What it needs to start, as far as it is known. */
  private long[] minimum(Gang gang, Wish wish) {
    if (gang.needed() == 0) {
      return new long[board.dimensions().size()];
    }
    if (wish.complete()) {
      return wish.amounts(wish.must());
    }
    var said = gang.minimum().resources().map(board.dimensions()::vector);
    return said.filter(_ -> gang.staying() == 0)
        .orElseGet(() -> wish.amounts(Math.min(wish.must(), wish.all().size())));
  }

  /** Lets the gang in, or says what keeps it out or keeps it from being placed at all. */
  Optional<Explanation> judge(Waiting waiting, Wish wish) {
    var gang = waiting.gang();
    var queue = waiting.queue();
    if (!gang.progress().admitted() && gang.staying() == 0) {
      var closed = queues.closed(queue);
      if (closed.isPresent()) {
        return Optional.of(Reasons.closed(waiting, closed.get()));
      }
      var limit = queues.exceedsOnceSeated(queue, minimum(gang, wish));
      if (limit.isEmpty()) {
        admitted.add(gang.id());
        expect(gang, queue, wish);
      } else if (!wish.complete()) {
        return Optional.of(Reasons.limit(waiting, limit.get()));
      }
    }
    return wish.complete() ? Optional.empty() : Optional.of(Reasons.missingMembers(waiting));
  }

  /** How many members, in the order of the wish, the queue may take on. */
  int affordable(Share queue, Wish wish) {
    var all = wish.all().size();
    if (consents(queue, wish.amounts(all))) {
      return all;
    }
    var few = 0;
    var many = all;
    while (many - few > 1) {
      var middle = (few + many) / 2;
      if (consents(queue, wish.amounts(middle))) {
        few = middle;
      } else {
        many = middle;
      }
    }
    return few;
  }

  private boolean consents(Share queue, long[] amounts) {
    return queues.exceeds(queue, amounts).isEmpty()
        && queues.guaranteedToOthers(queue, amounts).isEmpty();
  }

  /** Books the seats. */
  void start(Waiting waiting, Seating seating) {
    var gang = waiting.gang();
    var amounts = new long[board.dimensions().size()];
    seating.each((kind, _) -> {
      for (var d = 0; d < amounts.length; d++) {
        amounts[d] += kind.need(d);
      }
    });
    queues.change(waiting.queue(), Queues.Change.HOLDS, amounts, 1);
    var awaited = expected.remove(gang.id());
    if (awaited != null) {
      queues.change(waiting.queue(), Queues.Change.EXPECTS, awaited, -1);
    }
    if (!gang.progress().admitted()) {
      admitted.add(gang.id());
    }
  }

  /** Gangs that were let in by this plan. */
  Set<GangId> admitted() {
    return admitted;
  }
}
