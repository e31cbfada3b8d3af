package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.SeenQueue;
import dev.mooring.crd.QueuePath;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Queues below queues. */
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
        QueuePath.of(name, queues, SeenQueue::parent)
            .forEach(queue -> all.merge(queue, load, Load::plus));
      }
    });
    return all;
  }

  /** Whether it takes no new gangs, for itself or one above it was told to close. */
  boolean isClosed(SeenQueue queue) {
    return QueuePath.closed(queue.name(), queues, SeenQueue::parent, SeenQueue::toldToClose)
        .isPresent();
  }
}
