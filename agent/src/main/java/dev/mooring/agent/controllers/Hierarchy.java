package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.SeenQueue;
import dev.mooring.crd.Queue;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Queues below queues, as the scheduler has them: one whose parent does not exist, or that is below
 * itself, is right below the root.
 */
record Hierarchy(Map<String, SeenQueue> queues) {
  static Hierarchy of(Collection<SeenQueue> queues) {
    return new Hierarchy(
        queues.stream()
            .collect(Collectors.toMap(SeenQueue::name, Function.identity(), (one, _) -> one)));
  }

  /** What each queue has with all that are below it; of queues that do not exist nothing counts. */
  Map<String, Load> withChildren(Map<String, Load> own) {
    var all = new HashMap<String, Load>();
    own.forEach((name, load) -> {
      if (queues.containsKey(name)) {
        path(name).forEach(queue -> all.merge(queue, load, Load::plus));
      }
    });
    return all;
  }

  /** The queue and those above it, the root last. */
  private Set<String> path(String queue) {
    var path = new LinkedHashSet<String>();
    for (var at = queues.get(queue); at != null; at = queues.get(at.parent())) {
      if (at.name().equals(Queue.ROOT)) {
        break;
      }
      if (!path.add(at.name())) {
        return Set.of(queue, Queue.ROOT);
      }
    }
    path.add(Queue.ROOT);
    return path;
  }
}
