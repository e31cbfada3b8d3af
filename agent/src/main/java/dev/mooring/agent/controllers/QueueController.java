package dev.mooring.agent.controllers;

import dev.mooring.cluster.controllers.GroupState;
import dev.mooring.cluster.controllers.QueueFigures;
import dev.mooring.cluster.controllers.QueueFigures.GangCounts;
import dev.mooring.cluster.controllers.QueueingCluster;
import dev.mooring.cluster.controllers.Seen;
import dev.mooring.cluster.controllers.SeenGroup;
import dev.mooring.cluster.controllers.SeenQueue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass after the other over all groups and queues. It keeps nothing in between: another one can
 * go on at any point. Nothing is written that is so already.
 */
record QueueController(QueueingCluster cluster, InstantSource clock, ControllersMetrics metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(QueueController.class);

  void pass() {
    var seen = cluster.see();
    var kept = withoutGarbage(seen);
    var states = new LinkedHashMap<SeenGroup, GroupState>();
    kept.forEach(group -> states.put(group, Groups.judge(group)));
    metrics.groups(counted(states.values()));
    states.forEach(this::write);
    var own = Load.byQueue(states, seen.loose());
    var hierarchy = Hierarchy.of(seen.queues());
    var all = hierarchy.withChildren(own);
    for (var queue : seen.queues()) {
      write(
          queue,
          Queues.judge(
              hierarchy.isClosed(queue),
              own.getOrDefault(queue.name(), Load.NONE),
              all.getOrDefault(queue.name(), Load.NONE)));
    }
  }

  private static GangCounts counted(Collection<GroupState> groups) {
    return groups.stream()
        .map(state -> Load.one(state.phase()))
        .reduce(GangCounts.NONE, GangCounts::plus);
  }

  private List<SeenGroup> withoutGarbage(Seen seen) {
    var now = clock.instant();
    return seen.groups().stream().filter(group -> !removed(group, now)).toList();
  }

  private boolean removed(SeenGroup group, Instant now) {
    if (!Groups.isGarbage(group, now)) {
      return false;
    }
    LOG.info("{}/{}: its job is gone, and so it goes", group.namespace(), group.name());
    var deleted = cluster.delete(group);
    if (deleted) {
      metrics.removed();
    }
    return deleted;
  }

  private void write(SeenGroup group, GroupState next) {
    if (!next.equals(GroupState.of(group.status())) && cluster.write(group, next)) {
      metrics.wrote("PodGroup");
    }
  }

  private void write(SeenQueue queue, QueueFigures next) {
    if (!next.equals(QueueFigures.of(queue.status())) && cluster.write(queue, next)) {
      metrics.wrote("Queue");
    }
  }
}
