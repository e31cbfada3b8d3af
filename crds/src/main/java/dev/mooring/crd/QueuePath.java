package dev.mooring.crd;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Queues above queues, as the scheduler has them. */
public final class QueuePath {
  private QueuePath() {}

  /**
   * The queue and those above it, the root last. One whose parent does not exist, or that is below
   * itself, is right below the root.
   *
   * @param queues those that exist, by their names
   * @param parent empty text for one that names none
   */
  public static <Q> List<String> of(
      String queue, Map<String, Q> queues, Function<Q, String> parent) {
    var path = new LinkedHashSet<String>();
    var at = queue;
    for (var there = queues.get(at);
        there != null && !at.equals(Queue.ROOT);
        there = queues.get(at)) {
      if (!path.add(at)) {
        return List.of(queue, Queue.ROOT);
      }
      at = parent.apply(there);
    }
    path.add(Queue.ROOT);
    return List.copyOf(path);
  }

  /**
   * The queue itself, or else the next above it, that takes no new gangs; so none below it does.
   *
   * @param queues and {@code parent} as of {@link #of}
   */
  public static <Q> Optional<String> closed(
      String queue, Map<String, Q> queues, Function<Q, String> parent, Predicate<Q> toldToClose) {
    return of(queue, queues, parent).stream()
        .filter(name -> Optional.ofNullable(queues.get(name)).filter(toldToClose).isPresent())
        .findFirst();
  }
}
