package dev.mooring.scheduling.plan;

import dev.mooring.scheduling.model.Gang;
import dev.mooring.scheduling.model.GangId;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.Snapshot;
import dev.mooring.scheduling.place.Board;
import dev.mooring.scheduling.place.Placer;
import dev.mooring.scheduling.queue.Queues;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who could start if the nodes that are not ready were, and only pods of nobody's gang were there.
 * Costs nothing while all nodes are ready, or nobody asks. For the planning thread alone.
 */
final class OnceReady {
  private final Snapshot seen;
  private final List<Queue> queues;
  private final Set<GangId> known;
  private final Set<PodShape> shapes;
  private final int mostTries;
  private boolean asked;
  private @Nullable Then then;

  /** The nodes once they are ready. */
  private record Then(Board board, Queues queues, Head head) {
    boolean couldStart(Gang gang) {
      var wish = new Wish(board, gang);
      var ask = wish.ask(wish.must());
      var mayHold =
          queues
              .find(gang.queue())
              .filter(queue -> !queues.neverMayHold(queue, ask.amounts(board)));
      return mayHold.isPresent() && head.couldSit(gang.id(), ask, List.of());
    }
  }

  /**
   * Of nodes as they are now.
   *
   * @param known gangs; whoever else has seats keeps them
   * @param shapes of the pods that wait
   */
  OnceReady(
      Snapshot seen, List<Queue> queues, Set<GangId> known, Set<PodShape> shapes, int mostTries) {
    this.seen = seen;
    this.queues = queues;
    this.known = known;
    this.shapes = shapes;
    this.mostTries = mostTries;
  }

  /** Whether the gang could; no if no node's getting ready changes anything. */
  boolean couldStart(Gang gang) {
    if (!asked) {
      asked = true;
      then = seen.nodes().stream().allMatch(Node::ready) ? null : then();
    }
    return then != null && then.couldStart(gang);
  }

  private Then then() {
    var nodes = new Snapshot(seen.nodes().stream().map(Node::onceReady).toList());
    var board = new Board(nodes, shapes, List.of());
    var occupants = new Occupants(board, known);
    var accounts = new Queues(queues, board.dimensions(), occupants.total());
    return new Then(board, accounts, new Head(board, occupants, new Placer(board, mostTries)));
  }
}
